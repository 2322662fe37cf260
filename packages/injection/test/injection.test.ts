import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import {
  detectSqli,
  detectXss,
  detectXssIn,
  foldSqli,
  type HtmlContext,
  isSqliFingerprint,
  parseSqli,
  type SqliContext,
  SqliDetection,
  type SqliDialect,
  type SqliToken,
  tokenizeHtml,
  tokenizeSqli,
  XssDetection,
} from '@secrule/injection'
import t, { type Test } from 'tap'

const spec = '../shared/spec/libinjection'
const isProof = process.env.SECRULE_PROOF === '1'
if (isProof) t.setTimeout(900_000)

const skip = existsSync(spec) ? false : `${spec} is not there`

const lines = (name: string): string[] => readFileSync(`${spec}/${name}`, 'latin1').split('\n').filter(Boolean)
const rows = (name: string): string[][] => lines(name).map((line) => line.split('\t'))

const readings: readonly (readonly [SqliContext, SqliDialect])[] = [
  ['none', 'ansi'],
  ['none', 'mysql'],
  ['single', 'ansi'],
  ['single', 'mysql'],
  ['double', 'ansi'],
  ['double', 'mysql'],
]
const places: readonly HtmlContext[] = ['data', 'unquoted', 'single', 'double', 'back']

/** Runs a check that answers what is wrong with a case, or nothing; counts, and shows the first failures. */
function checkAll<Case>(test: Test, cases: readonly Case[], fewest: number, check: (one: Case) => string | null) {
  let failed = 0
  for (const one of cases) {
    const wrong = check(one)
    if (wrong === null) continue
    if (failed++ < 5) test.comment(wrong)
  }
  test.ok(cases.length >= fewest, `${cases.length} cases were found, at least ${fewest} expected`)
  test.equal(failed, 0, `${cases.length - failed} of ${cases.length} cases agree`)
}

t.test('SQL verdicts and fingerprints', { skip }, async (test) => {
  checkAll(test, rows('cases-sqli.tsv'), 50_850, ([input, context, fingerprint, verdict]) => {
    const value: string = JSON.parse(input!)
    let got: string
    if (context === 'auto') {
      const found = detectSqli(value)
      got = `${found?.fingerprint ?? ''} ${found === null ? 0 : 1}`
    } else {
      const [quotes, dialect] = context!.split('-') as [SqliContext, SqliDialect]
      const parse = parseSqli(value, quotes, dialect)
      got = `${parse.fingerprint} ${parse.matches ? 1 : 0}`
    }
    return got === `${fingerprint} ${verdict}` ? null : `${input} ${context}: ${got}, not ${fingerprint} ${verdict}`
  })
})

t.test('values read in parts', { skip }, async (test) => {
  const values = rows('cases-sqli.tsv').map(([input]) => JSON.parse(input!) as string)
  const markup = lines('cases-sqli.tsv').map(
    (_, place) => `${values[place]}<a href='${values[place]}' x=${values[place]}>`,
  )
  checkAll(test, isProof ? values : values.filter((_, place) => place % 5 === 0), 10_000, (value) => {
    for (const part of [1, 3, 7]) {
      const detection = new SqliDetection(value)
      while (!detection.goOn(part));
      const [got, wanted] = [detection.found?.fingerprint, detectSqli(value)?.fingerprint]
      if (got !== wanted) return `${JSON.stringify(value)} in parts of ${part}: ${got}, not ${wanted}`
    }
    return null
  })
  checkAll(test, isProof ? markup : markup.filter((_, place) => place % 5 === 0), 10_000, (value) => {
    for (const part of [1, 3, 7]) {
      const detection = new XssDetection(value)
      while (!detection.goOn(part));
      if (detection.found !== detectXss(value))
        return `${JSON.stringify(value)} in parts of ${part}: ${detection.found}`
    }
    return null
  })
})

for (const [title, name, fewest, tokensOf] of [
  ['SQL tokens', 'cases-tokens.jsonl', 4737, tokenizeSqli],
  ['folded SQL tokens', 'cases-folding.jsonl', 4654, foldSqli],
] as const) {
  t.test(title, { skip }, async (test) => {
    checkAll(test, lines(name), fewest, (line) => {
      const { input, flags, tokens } = JSON.parse(line)
      const [context, dialect] = flags.split('-') as [SqliContext, SqliDialect]
      const got = tokensOf(input, context, dialect).map(asInCases)
      return JSON.stringify(got) === JSON.stringify(tokens) ? null : `${line}: ${JSON.stringify(got)}`
    })
  })
}

/** A token with the members of the case files, in their order. */
function asInCases({ type, position, value, open, close, count }: SqliToken): object {
  return {
    type,
    pos: position,
    len: value.length,
    val: value,
    ...(open === '' ? {} : { open }),
    ...(close === '' ? {} : { close }),
    ...(count === 0 ? {} : { count }),
  }
}

t.test('HTML tokens', { skip }, async (test) => {
  checkAll(test, lines('cases-html5.jsonl'), 6214, (line) => {
    const { input, context, tokens } = JSON.parse(line)
    const got = tokenizeHtml(input, context).map(({ type, start, length }) => [type, start, length])
    return JSON.stringify(got) === JSON.stringify(tokens) ? null : `${line}: ${JSON.stringify(got)}`
  })
})

t.test('XSS verdicts', { skip }, async (test) => {
  checkAll(test, rows('cases-xss.tsv'), 25_780, ([input, context, verdict]) => {
    const value: string = JSON.parse(input!)
    const got = context === 'auto' ? detectXss(value) : detectXssIn(value, context as HtmlContext)
    return got === (verdict === '1') ? null : `${input} ${context}: ${got}`
  })
})

t.test('tables', { skip }, async (test) => {
  const script = spawnSync(process.execPath, ['packages/injection/scripts/generate-tables.mjs', '--check'])
  test.equal(script.status, 0, `the committed tables are those of the specification ${script.stderr}`)

  const known = new Set(lines('fingerprints.txt'))
  checkAll(test, [...known], 8367, (pattern) => (isSqliFingerprint(pattern) ? null : `${pattern} is not known`))
  const symbols = [...'SVN1E(OK&F)UBT;C,A:X.?\\{}']
  const near = [...known].flatMap((pattern, i) => {
    const at = i % pattern.length
    return symbols.map((symbol) => pattern.slice(0, at) + symbol + pattern.slice(at + 1))
  })
  const short = symbols.flatMap((a) => [a, ...symbols.flatMap((b) => [a + b, ...symbols.map((c) => a + b + c)])])
  checkAll(test, ['', 'SSSSSS', '1UE1UE1UE', ...short, ...near], 200_000, (pattern) =>
    isSqliFingerprint(pattern.toLowerCase()) === known.has(pattern) ? null : `${pattern} is wrong`,
  )

  const words = rows('keywords.tsv').filter(([word]) => !word!.includes(' ') && !/[-/%@]/.test(word!))
  checkAll(test, words, 800, ([word, type]) => {
    for (const form of [word!, word!.toLowerCase()]) {
      const [token, ...others] = tokenizeSqli(form, 'none', 'ansi')
      // A word with a keyword before its first dot is read as that keyword.
      if (token!.value === form && (token!.type !== type || others.length > 0)) return `${form} is not ${type}`
    }
    return null
  })
})

t.test('what is remarkable', async (test) => {
  test.equal(detectSqli(''), null)
  test.same(detectSqli("1' or 1=1 --"), { fingerprint: 's&1c' })
  test.same(detectSqli('1 union select 2'), { fingerprint: '1UE1' })
  test.equal(detectSqli("men's running shoes"), null)
  test.equal(detectXss(''), false)
  test.equal(detectXss('<script>'), true)
  test.equal(detectXss('</script>'), false, 'an end tag without attributes')
  test.equal(detectXss('x onclick=y'), true, 'an attribute without a tag')
  test.equal(detectXss('a < b = c'), false)
  test.equal(detectXss('href="&#x6a;av\na"'), true, 'a scheme in references, without its colon')
  const beyondBytes = ['\u0100', "\u2019 or '1'='1' --\ud83d", '<\u0100 onload=\uffff>', '$\u0141$\u0141$', '\u0158x']
  for (const value of beyondBytes) {
    test.type(detectXss(value), 'boolean')
    test.doesNotThrow(() => detectSqli(value), JSON.stringify(value))
  }
})

/** The detection as the specification has it: every reading in its order, no value taken for harmless at sight. */
function detectWithoutFastPath(value: string): string {
  const run = (context: SqliContext, dialect: SqliDialect) => parseSqli(value, context, dialect)
  const found: string[] = []
  const attempt = (context: SqliContext): void => {
    const ansi = run(context, 'ansi')
    if (ansi.matches) found.push(ansi.fingerprint)
    const mysql = run(context, 'mysql')
    if (ansi.isDialectBound && mysql.matches) found.push(mysql.fingerprint)
  }
  attempt('none')
  if (value.includes("'")) attempt('single')
  const last = run('double', 'mysql')
  if (value.includes('"') && last.matches) found.push(last.fingerprint)
  return found[0] ?? ''
}

/** What must hold for any value; answers what does not. */
function checkAny(value: string): string | null {
  const shown = JSON.stringify(value)
  try {
    const fingerprint = detectSqli(value)?.fingerprint ?? ''
    const slow = detectWithoutFastPath(value)
    if (fingerprint !== slow) return `${shown}: SQL ${fingerprint || 'harmless'}, in full ${slow || 'harmless'}`
    const isXss = detectXss(value)
    if (isXss !== places.some((place) => detectXssIn(value, place))) return `${shown}: XSS ${isXss}, in full not`
    for (const [context, dialect] of readings) {
      let last = -1
      for (const { position, value: text } of tokenizeSqli(value, context, dialect)) {
        if (position < last || position + text.length > value.length) return `${shown}: SQL token out of order`
        if (value.slice(position, position + text.length) !== text) return `${shown}: SQL token with other text`
        last = position
      }
      const folded = foldSqli(value, context, dialect)
      if (folded.length > (folded.at(-1)?.type === 'X' ? 6 : 5)) return `${shown}: too many tokens after folding`
    }
    for (const place of places) {
      let last = 0
      for (const { start, length } of tokenizeHtml(value, place)) {
        if (start < last || length < 0 || start + length > value.length) return `${shown}: HTML token out of order`
        last = start + length
      }
    }
    return null
  } catch (error) {
    return `${shown}: ${error}`
  }
}

/** Numbers below a limit, the same ones on every run. */
function seededRandom(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

const fragments = [
  ...`' " \` -- # /* */ /*! ( ) , ; 1 0x1f 0b12 1e5 1.e 1d 1fUNION @ @@ $ $$ $a$ { } [ ] \\ \\N`.split(' '),
  ..."q'( nq'[ )' x'0 b'01' u&' e' n' . || && :: <=> !! sp_password INTO union select or and not like in".split(' '),
  ...'user( null database() order by < > </ /> <!-- --> --!> <![CDATA[ ]]> <% %> <? <!DOCTYPE = href='.split(' '),
  ...'src= onload= style= attributename= &#x6a; &#106 &#0; java data: script svg xsl'.split(' '),
  ...['\0', '\xa0', '\x7f', '\xff', '\n', ' ', '  ', '\t'],
]

const plainParts = ['1', '0x', '0b12', '1e', '2f', '7', 'union', 'or', 'x', 'e', '_', 'select', '\xe9', 'int']

/** Random bytes, joined fragments, plain words and numbers, and cases with bytes taken out and put in. */
function makeInput(random: (limit: number) => number, cases: readonly string[]): string {
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)]!
  const repeat = (most: number, make: () => string): string => Array.from({ length: random(most) }, make).join('')
  switch (random(6)) {
    case 0:
      return repeat(24, () => String.fromCharCode(random(256)))
    case 1:
      return repeat(12, () => pick(fragments) + (random(3) === 0 ? ' ' : ''))
    case 2:
      return repeat(4, () => pick(plainParts))
    default: {
      let value = pick(cases)
      for (let edits = random(4); edits >= 0; edits--) {
        const at = random(value.length + 1)
        const put = pick(['', '', String.fromCharCode(random(256)), pick(fragments), pick(cases).slice(random(40), 80)])
        value = value.slice(0, at) + put + value.slice(at + random(3))
      }
      return value
    }
  }
}

t.test('random and mutated inputs', { timeout: isProof ? 800_000 : 30_000 }, async (test) => {
  const count = isProof ? 1_000_000 : 20_000
  const cases = skip
    ? ["1' or 1=1 --", '<script>alert(1)</script>']
    : [...rows('cases-sqli.tsv'), ...rows('cases-xss.tsv')].map((row): string => JSON.parse(row[0]!))
  const random = seededRandom(20250201)
  let failed = 0
  let attacks = 0
  let plain = 0
  for (let i = 0; i < count; i++) {
    const value = makeInput(random, cases)
    const wrong = checkAny(value)
    if (wrong !== null && failed++ < 5) test.comment(wrong)
    if (detectSqli(value) !== null || detectXss(value)) attacks++
    if (/^\w*$/.test(value)) plain++
  }
  test.ok(attacks > count / 50, `${attacks} of ${count} inputs are attacks`)
  test.ok(plain > count / 50, `${plain} of ${count} inputs are plain words or numbers`)
  test.equal(failed, 0, `${count - failed} of ${count} inputs agree with and without fast paths, and none throws`)
})

t.test('hostile shapes of a megabyte', async (test) => {
  const units = [
    ...`1, ( ' " \\' '" /**/ /* # $a$b $a x'0 q'( [ \`\` @ a. \\ {a </> =' <%% ]] <![CDATA[ &#0 onx=`.split(' '),
    ...['--a\n', '<a\0', '<!-- -\0', ' href=J&#0;'],
  ]
  let slowest = 0
  for (const unit of units) {
    const value = unit.repeat(Math.ceil((1 << 20) / unit.length))
    const start = performance.now()
    detectSqli(value)
    detectXss(value)
    slowest = Math.max(slowest, performance.now() - start)
  }
  // Linear time is some 0.2 s; quadratic time would be many minutes.
  test.ok(slowest < 5000, `${units.length} shapes, the slowest took ${slowest.toFixed(0)} ms`)
})

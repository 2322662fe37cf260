// With prefilters and shared knowledge of values on and off, the same matches, variables, captures and logs.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile } from 'secrule'
import t from 'tap'
import { prepare } from '../bench/prepared-request.js'
import { secrule } from '../cli/secrule-process.js'
import { filteredOperators, mutated, seeded } from './generated-values.js'
import { Watched } from './observed.js'

const shared = '../shared'
const isProof = process.env.SECRULE_PROOF === '1'
const skip = existsSync(`${shared}/crs/rules`) ? false : 'no ../shared/crs beside the project'
const crs = [`${shared}/crs/crs-setup.conf.example`, `${shared}/crs/rules/*.conf`]
const folder = mkdtempSync(join(tmpdir(), 'secrule-prefilter-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
t.setTimeout(3_000_000)

/** The first line in which two texts differ, of both. */
function difference(a: string, b: string): string {
  const others = b.split('\n')
  const at = a.split('\n').findIndex((line, place) => line !== others[place])
  return at < 0 ? '' : `${a.split('\n')[at]} but ${others[at]}`
}

t.test('requests of the workloads', { skip }, async (t) => {
  const sources = [
    { text: 'SecRuleEngine DetectionOnly\nSecRequestBodyAccess On\nSecResponseBodyAccess On\n', name: 'mode.conf' },
  ]
  const rules = [...sources, ...crs.map((file) => ({ file }))]
  const filtered = new Watched(compile(rules))
  const plain = new Watched(compile(rules, { prefilter: false }))
  const largest = isProof ? Number.POSITIVE_INFINITY : 20_000
  const requests = ['benign', 'attack']
    .flatMap((name) => prepare(JSON.parse(readFileSync(`${shared}/bench/workload/${name}.json`, 'utf8')).requests))
    .filter(({ size }) => size <= largest)
  const wrong: string[] = []
  const expected: string[] = []
  for (const request of requests) expected.push(await plain.observe(request))
  // In two rounds: in the second one the values of all others are known, and what the first rules leave behind.
  for (const round of [1, 2]) {
    for (const [place, request] of requests.entries()) {
      const seen = await filtered.observe(request)
      if (seen !== expected[place]) wrong.push(`round ${round}, ${request.id}: ${difference(expected[place]!, seen)}`)
    }
  }
  t.strictSame(wrong, [], `${requests.length} requests, each twice`)
  t.comment(`${requests.length} requests of the workloads, each twice, alike with prefilters and without`)
})

t.test('values generated from the rules', { skip }, async (t) => {
  const random = seeded(7)
  const program = compile(crs.map((file) => ({ file })))
  const operators = filteredOperators(program, random)
  const each = isProof ? Math.ceil(100_000 / operators.length) : 12
  // One rule for each operator, written again.
  const settings = 'SecRuleEngine On\nSecArgumentsLimit 100000\n'
  const written = operators.map(({ name, argument, phrases }, place) => {
    const list = join(folder, `${place}.data`)
    if (name === 'pmFromFile') writeFileSync(list, Buffer.from(phrases.join('\n'), 'latin1'))
    const literal = `${name} ${name === 'pmFromFile' ? list : argument.replaceAll('"', '\\"')}`
    return `SecRule ARGS_GET "@${literal}" "id:${place + 1},phase:1,pass,nolog,t:none,setvar:tx.last=%{MATCHED_VAR}"`
  })
  const text = `${settings}${written.join('\n')}\n`
  const filtered = new Watched(compile([{ text, name: 'generated.conf' }]))
  const plain = new Watched(compile([{ text, name: 'generated.conf' }], { prefilter: false }))
  const wrong: string[] = []
  const hits = new Int32Array(operators.length)
  let values = 0
  for (const operator of operators) {
    const candidates = [operator.generateMatch()]
    for (let i = 1; i < each; i++) {
      const value = operator.generate()
      candidates.push(random() < 0.5 ? value : mutated(value, random))
    }
    values += candidates.length
    const query = candidates.map((value, place) => `a${place}=${percentEncoded(value)}`).join('&')
    const [request] = prepare([
      {
        id: 'g',
        label: 'g',
        method: 'GET',
        uri: `/?${query}`,
        httpVersion: '1.1',
        headers: [],
        response: { status: 200, headers: [] },
      },
    ])
    const expected = await plain.observe(request!)
    const seen = await filtered.observe(request!)
    if (seen !== expected)
      wrong.push(`@${operator.name} ${operator.argument.slice(0, 60)}: ${difference(expected, seen)}`)
    const { matches } = JSON.parse(expected) as { matches: { id: number; matches: unknown[] }[] }
    for (const { id, matches: found } of matches) hits[id - 1]! += found.length
  }
  t.strictSame(wrong, [], `${values} values for ${operators.length} operators, each against all of them`)
  const never = operators.filter((_, place) => hits[place] === 0).map(({ argument }) => argument.slice(0, 50))
  t.strictSame(never, [], `each of ${operators.length} operators matched at least once`)
  const missed = values - Math.max(...hits)
  t.ok(missed >= 100, `each missed ${missed} values at least`)
  t.comment(
    `${values} values for ${operators.length} operators, each against all: all matched (at least ${Math.min(...hits)} times) and missed (at least ${missed} times)`,
  )
})

t.test('tests of CRS with SecRxPreFilter Off', { skip }, async (t) => {
  const off = join(folder, 'off.conf')
  writeFileSync(off, 'SecRxPreFilter Off\n')
  const base = [`${shared}/crs/ftw-base.conf`, ...crs]
  // by the last digit, as what is said of all of them is too large for one text
  const parts = isProof ? [...'0123456789'].map((digit) => `${digit}$`) : ['-7$']
  let count = 0
  const wrong: string[] = []
  for (const part of parts) {
    const [filtered, plain] = [await seenOfTests(base, part), await seenOfTests([...base, off], part)]
    count += filtered.size
    if (plain.size !== filtered.size) wrong.push(`${filtered.size} tests, but ${plain.size} without prefilters`)
    for (const [id, seen] of filtered)
      if (plain.get(id) !== seen) wrong.push(`${id}: ${difference(plain.get(id) ?? '', seen)}`)
  }
  t.strictSame(wrong, [], `${count} tests: the same rules, values, captures, scores and log lines`)
  t.ok(count >= 100)
  t.comment(`${count} tests of CRS, alike with prefilters and without`)
})

/** What there is to see of every test that a pattern includes, but for ids of transactions and what the clock says. */
async function seenOfTests(rules: readonly string[], part: string): Promise<ReadonlyMap<string, string>> {
  const which = ['--explain', '--include', part]
  const { out } = await secrule(['test', '--format', 'json', '--rules', ...rules, ...which, `${shared}/crs/tests`])
  const { results } = JSON.parse(out) as {
    readonly results: readonly { readonly id: string; readonly stages: unknown }[]
  }
  return new Map(
    results.map(({ id, stages }) => [id, JSON.stringify(stages, null, 1).replace(/\b1\d{24}\b/g, 'transaction')]),
  )
}

function percentEncoded(value: string): string {
  let text = ''
  for (let i = 0; i < value.length; i++) text += `%${(value.charCodeAt(i) & 255).toString(16).padStart(2, '0')}`
  return text
}

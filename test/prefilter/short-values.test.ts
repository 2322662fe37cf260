import { compile, createEngine, type Engine } from 'secrule'
import t from 'tap'

// The prefilter knows the length and the bytes that a value needs. Short values show where it would ask for too much.

const values = process.env.SECRULE_PROOF === '1' ? 100_000 : 4000

const operators = [
  '@validateByteRange 32-126',
  '@validateByteRange 1-255',
  '@validateByteRange 65-90,97-122',
  '@validateByteRange 0-255',
  '@validateUtf8Encoding',
  '@validateUrlEncoding',
  '@detectSQLi',
  '@detectXSS',
  '@streq ab',
  '@streq %{TX.none}',
  '@contains A%',
  '@beginsWith a',
  '@endsWith b<',
  '@containsWord ab',
  '@strmatch a<',
  '@within aab<',
  '@pm ab %u < zz',
  '@rx ^a{2,3}$',
  '@rx (?i)a(?:b|<)?a',
  '@rx ^$',
  '@rx (a)\\1',
  '@rx a(?=b)',
  '@rx (?<=a)b',
  '@rx a|bb|<<<',
  '@rx \\xe4.?',
  '@rx (?:ab){2}|%',
  '@rxGlobal a.',
  '@ge 1',
]
const rules = operators.flatMap((operator, place) => [
  `SecRule ARGS "${operator}" "id:${place * 2 + 1},phase:1,pass,nolog"`,
  `SecRule ARGS "!${operator}" "id:${place * 2 + 2},phase:1,pass,nolog,t:lowercase"`,
])
const text = ['SecRuleEngine On', ...rules].join('\n')

async function matches(engine: Engine, value: string): Promise<readonly number[]> {
  const transaction = engine.newTransaction()
  const encoded = [...value].map((byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')
  transaction.processUri(`/?x=${encoded}`, 'GET', '1.1')
  await transaction.processRequestHeaders()
  const ids = transaction.matchedRules.map(({ id }) => id)
  transaction.close()
  return ids
}

t.test('short values match alike with the prefilter and without', async (t) => {
  let seed = 3
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  const bytes = [
    'a',
    'a',
    'b',
    'A',
    'B',
    '<',
    '%',
    '1',
    ' ',
    "'",
    '=',
    'u',
    '\0',
    '\xe4',
    '\xb6',
    '\x80',
    '\xdf',
    '\xff',
  ]
  const filtered = createEngine(compile({ text }))
  const plain = createEngine(compile({ text }, { prefilter: false }))
  const matched = new Set<number>()
  const different: string[] = []
  for (let count = 0; count < values; count++) {
    const value = Array.from({ length: random(7) }, () => bytes[random(bytes.length)]!).join('')
    const found = await matches(filtered, value)
    const wanted = await matches(plain, value)
    for (const id of wanted) matched.add(id)
    if (found.join() !== wanted.join())
      different.push(`${JSON.stringify(value)}: ${found.join()} instead of ${wanted.join()}`)
  }
  t.same(different.slice(0, 5), [])
  const quiet = ['@validateByteRange 0-255', '@detectXSS']
  const silent = operators.filter((_, place) => !matched.has(place * 2 + 1))
  t.same(
    silent.filter((operator) => !quiet.includes(operator)),
    [],
    'all others match something',
  )
  t.comment(`${values} values for ${operators.length} operators, each negated, too`)
  await filtered.close()
  await plain.close()
})

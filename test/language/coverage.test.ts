import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { type EffectCase, effectFault } from './effect-case.js'
import { hostCases } from './host-cases.js'
import { linkCases, linkFault } from './link-cases.js'
import { stubsOf } from './stubs.js'

const folder = 'test/language/effects'
const features = '../shared/spec/features.tsv'

interface Coverage {
  /** Row of the feature table to the case that asserts its effect. */
  readonly cases: Readonly<Record<string, string>>
  readonly refusals: readonly { readonly row: string; readonly reason: string }[]
}

const coverage = JSON.parse(readFileSync('test/language/coverage.json', 'utf8')) as Coverage
const effects = new Map<string, EffectCase>()
for (const file of readdirSync(folder).sort()) {
  for (const each of JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as EffectCase[]) {
    effects.set(`effects/${file}#${each.name}`, each)
  }
}
/** Rows whose behaviour is an object of a registry, so that it can be replaced. */
const isReplaceable = (row: string): boolean => /^(?:operator|transformation|variable|action|ctl) /.test(row)

t.test('effects', async (t) => {
  const used = new Set(Object.values(coverage.cases))
  let rows = 0
  for (const [name, test] of effects) {
    t.equal(await effectFault(test), null, name)
    if (used.has(name)) rows++
    else
      t.notMatch(test.name, /^(?:directive|variable|operator|transformation|action|ctl) /, `${name} is named by a row`)
  }
  t.comment(`${effects.size} effect cases, ${rows} of them named by rows of the feature table`)
})

t.test('what needs a host', async (t) => {
  for (const [name, run] of hostCases) t.equal(await run(), null, name)
  t.comment(`${hostCases.size} cases`)
})

t.test('links get tokens that @validateHash knows', async (t) => {
  for (const test of linkCases) t.equal(await linkFault(test), null, JSON.stringify(test.html ?? test.location))
  t.comment(`${linkCases.length} links`)
})

t.test('every row of the feature table has a case', async (t) => {
  if (existsSync(features)) {
    const rows = readFileSync(features, 'latin1')
      .split('\n')
      .slice(1)
      .filter((line) => line !== '')
      .map((line) => line.split('\t').slice(0, 2).join(' '))
    const refused = coverage.refusals.map(({ row }) => row)
    t.same([...Object.keys(coverage.cases), ...refused].sort(), [...rows].sort(), 'coverage.json names each row once')
    t.comment(`${rows.length} rows: ${Object.keys(coverage.cases).length} with a case, ${refused.length} refused`)
  } else t.comment(`skipped: ${features} is not there`)
  t.ok(coverage.refusals.length <= 10, 'at most ten refusals')
  for (const { row, reason } of coverage.refusals) t.ok(reason.length > 20, `${row} is refused with a reason`)
  for (const [row, name] of Object.entries(coverage.cases)) {
    if (effects.has(name) || hostCases.has(name)) continue
    // a case of the language: what the check says of the element is its effect
    const expected = `${name}.expected.json`
    const says = existsSync(expected) && readFileSync(expected, 'utf8').includes(row.slice(row.indexOf(' ') + 1))
    const shows = existsSync(`${name}.conf`) && row.startsWith('syntax ')
    t.ok(says || shows, `${row}: ${name}`)
  }
})

t.test('a case fails when its element does nothing', async (t) => {
  let stubs = 0
  let elements = 0
  for (const [row, name] of Object.entries(coverage.cases)) {
    const test = effects.get(name)
    if (!isReplaceable(row) || test === undefined) continue
    elements++
    for (const stub of stubsOf(row)) {
      stubs++
      const restore = stub()
      const fault = await effectFault(test)
      restore()
      t.not(fault, null, `${row} replaced by a stub`)
    }
    if (elements % 25 === 0) t.equal(await effectFault(test), null, `${row} is itself again`)
  }
  const rows = Object.keys(coverage.cases).filter(isReplaceable)
  t.equal(rows.length - elements, 1, 'all but the action `marker`, which the check refuses')
  t.comment(`${elements} elements replaced by ${stubs} stubs`)
})

t.test('a case fails when its directive is taken out', async (t) => {
  let directives = 0
  for (const [row, name] of Object.entries(coverage.cases)) {
    const test = effects.get(name)
    if (!row.startsWith('directive ') || test === undefined) continue
    directives++
    const rules = withoutDirective(test.rules, row.slice('directive '.length))
    t.ok(rules.length < test.rules.length, `${row} is in its case`)
    t.not(await effectFault({ ...test, rules }), null, `${row} taken out`)
  }
  t.comment(`${directives} directives`)
})

/** The lines without those of a directive; a SecDataset goes with its block. */
function withoutDirective(rules: readonly string[], name: string): readonly string[] {
  const kept: string[] = []
  let inBlock = false
  for (const line of rules) {
    const isOwn = inBlock || line.split(/\s/, 1)[0]!.toLowerCase() === name.toLowerCase()
    if (isOwn) inBlock = inBlock ? !line.startsWith('`') : line.endsWith('`')
    else kept.push(line)
  }
  return kept
}

t.test('docs/reference is fresh', async (t) => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/reference.mjs', '--check'], { encoding: 'utf8' })
  t.equal(status, 0, stderr)
})

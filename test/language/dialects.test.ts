import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type Dialect, type DialectName, dialects, type ElementNames } from '@secrule/program'
import t from 'tap'
import { type EffectCase, effectFault } from './effect-case.js'

const folder = 'test/language/dialects'
const names = Object.keys(dialects) as DialectName[]

/** Rules and a transaction, and what must come of them in each dialect: names with spaces between share an outcome. */
interface DialectCase extends Omit<EffectCase, 'dialect' | 'expect'> {
  /** What the case shows: it must have dialects in which each of these differs. */
  readonly knobs: readonly string[]
  readonly expect: Readonly<Record<string, EffectCase['expect']>>
}

const knobs = (Object.keys(dialects.secrule) as (keyof Dialect)[]).filter((knob) => knob !== 'name')
/** Knobs that no case here can show, and where they are looked at. */
const elsewhere = new Map([
  ['decodesBodies', 'test/bodies: it needs what undoes content codings'],
  ['countsMatchSteps', 'test/conformance: match limits of libmodsecurity'],
  ['fieldNamesBeforeValues', 'test/conformance: offsets of libmodsecurity'],
  ['caseSensitiveArguments', 'no dialect asks for it: a build option of Coraza'],
])
const shown = new Map<string, number>(knobs.map((knob) => [knob, 0]))

for (const file of readdirSync(folder).sort()) {
  t.test(file, async (t) => {
    const cases = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as DialectCase[]
    let runs = 0
    for (const test of cases) {
      const groups = Object.entries(test.expect).map(([key, expect]) => ({
        in: key.split(' ') as DialectName[],
        expect,
      }))
      for (const { in: list, expect } of groups) {
        for (const dialect of list) {
          runs++
          t.equal(await effectFault({ ...test, dialect, expect }), null, `${test.name}: ${dialect}`)
        }
      }
      for (const knob of test.knobs) {
        const values = groups.map((group) => new Set(group.in.map((name) => settingOf(name, knob))))
        t.ok(new Set(values.flatMap((set) => [...set])).size > 1, `${test.name} has dialects that differ in ${knob}`)
        shown.set(knob, (shown.get(knob) ?? 0) + 1)
      }
    }
    t.comment(`${cases.length} cases, ${runs} runs`)
  })
}

function settingOf(name: DialectName, knob: string): string {
  return JSON.stringify(dialects[name][knob as keyof Dialect] ?? null, (_, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? 'no limit' : value,
  )
}

t.test('every knob is shown by a case', async (t) => {
  for (const [knob, count] of shown) {
    t.ok((knobs as string[]).includes(knob), `${knob} is a knob`)
    t.ok(count > 0 || elsewhere.has(knob), `${knob} is shown`)
    if (knob === 'caseSensitiveArguments') continue
    t.ok(new Set(names.map((name) => settingOf(name, knob))).size > 1, `${knob} differs between dialects`)
  }
  t.comment(`${knobs.length} knobs, ${[...shown.values()].reduce((sum, count) => sum + count, 0)} times shown`)
})

const features = '../shared/spec/features.tsv'
const kinds: Readonly<Record<string, keyof ElementNames>> = {
  directive: 'directives',
  variable: 'variables',
  operator: 'operators',
  transformation: 'transformations',
  action: 'actions',
  ctl: 'options',
}

t.test('elements stand as the feature table says', async (t) => {
  if (!existsSync(features)) return t.comment(`skipped: ${features} is not there`)
  let cells = 0
  for (const line of readFileSync(features, 'latin1').split('\n').slice(1)) {
    const [row = '', name = '', , ...engines] = line.split('\t')
    const kind = kinds[row]
    // every dialect refuses the action `marker`, which ModSecurity 2 keeps to itself
    if (kind === undefined || name === 'marker') continue
    for (const [place, dialect] of (['modsecurity2', 'modsecurity3', 'coraza'] as const).entries()) {
      const said = engines[place] ?? ''
      const isUnknown = /^no$|^rejected|not in the grammar/.test(said)
      const isIdle = /accepted.*no effect|accepted, stored|declared, never filled|without argument only/.test(said)
      const { unknown, idle } = dialects[dialect]
      t.equal(unknown[kind].includes(name), isUnknown, `${dialect} ${isUnknown ? 'refuses' : 'has'} ${row} ${name}`)
      t.equal(idle[kind].includes(name), isIdle, `${dialect}: ${row} ${name} ${isIdle ? 'does nothing' : 'works'}`)
      cells++
    }
  }
  t.comment(`${cells} cells of the table`)
})

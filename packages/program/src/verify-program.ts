import { dialects } from './dialect.js'
import type { Program } from './program.js'
import { between, count, flag, listOf, nullable, oneOf, record, type Shape, text, tuple } from './shape.js'
import { codeFault } from './verify-code.js'
import { settingsFault } from './verify-settings.js'

const template = listOf((part) => typeof part === 'string' || reference(part))
const reference = record({ variable: text, key: nullable(text) })
const namespaces = listOf(tuple(text, text))

const rule = record({
  index: count,
  id: count,
  phase: between(0, 5),
  starter: count,
  chained: flag,
  file: text,
  line: count,
  endLine: count,
  text,
  message: nullable(template),
  data: nullable(template),
  severity: nullable(between(0, 7)),
  tags: listOf(template),
  rev: text,
  ver: text,
  maturity: between(0, 9),
  accuracy: between(0, 9),
  log: flag,
  audit: flag,
  capture: flag,
  multiMatch: flag,
  status: nullable(between(100, 599)),
  disruptive: nullable(record({ name: text, action: between(-1, 2 ** 31), asBlock: flag })),
  namespaces,
})

const item = record({
  mode: oneOf('select', 'count', 'exclude'),
  variable: text,
  key: nullable(text),
  written: nullable(text),
  pattern: nullable(text),
})

/** Deepest nesting of a constant. */
const deepest = 64

/** What constants are is for the elements to say that they belong to; but whoever walks over one comes to its end. */
const constant: Shape = (value) => value !== undefined && isShallow(value, deepest)

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return true
  if (depth === 0) return false
  // most are long lists of texts
  for (const part of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
    if (typeof part === 'object' && !isShallow(part, depth - 1)) return false
  }
  return true
}

/** The lists of a Program. */
const lists: Readonly<Record<string, Shape>> = {
  entries: count,
  rules: rule,
  selections: record({ items: listOf(item), namespaces }),
  chains: record({ parent: between(-1, 2 ** 31), transformation: text }),
  operators: record({
    name: text,
    argument: text,
    constant,
    template: nullable(template),
  }),
  actions: record({ name: text, constant }),
  markers: record({ label: text, address: count }),
  files: record({ name: text, kind: oneOf('rules', 'data') }),
  needs: text,
}

/**
 * Looks for anything in a decoded Program that the VM could trip over: shapes, indexes, addresses. Gives what is wrong in
 * words, or null. Names of elements and their constants are checked where they are linked.
 */
export function programFault(program: Program): string | null {
  for (const [name, shape] of Object.entries(lists)) {
    const list: unknown = (program as unknown as Record<string, unknown>)[name]
    if (!Array.isArray(list)) return `\`${name}\` is missing`
    const wrong = list.findIndex((each) => !shape(each))
    if (wrong >= 0) return `number ${wrong} of \`${name}\` is not valid`
  }
  if (typeof program.dialect !== 'string' || !Object.hasOwn(dialects, program.dialect))
    return 'the dialect is not known'
  if (!(program.code instanceof Int32Array)) return 'the code is missing'
  if (!constant(program.prefilter)) return '`prefilter` is not valid'
  if (!record({ rules: count, directives: count, files: count })(program.counts)) return 'the counts are not valid'
  if (program.entries.length !== 6) return 'there are not six phases'
  return settingsFault(program.settings) ?? chainFault(program) ?? ruleFault(program) ?? codeFault(program)
}

function chainFault({ chains }: Program): string | null {
  const wrong = chains.findIndex(({ parent }, index) => (index === 0 ? parent !== -1 : parent < 0 || parent >= index))
  return wrong < 0 && chains.length > 0 ? null : `chain ${Math.max(0, wrong)} is not valid`
}

/** Rules stand in order, links behind the first rule of their chain. */
function ruleFault({ rules, actions }: Program): string | null {
  const wrong = rules.findIndex(
    ({ index, starter, disruptive }, place) =>
      index !== place ||
      (starter !== place && starter !== rules[place - 1]?.starter) ||
      (disruptive !== null && disruptive.action >= actions.length),
  )
  return wrong < 0 ? null : `rule ${wrong} is not valid`
}

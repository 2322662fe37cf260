import type { XmlNode } from './xml-node.js'
import { booleanOf, numberOf, type XPathValue } from './xpath-value.js'

/** What a function sees besides its arguments. */
export interface XPathContext {
  readonly node: XmlNode
  readonly position: number
  readonly size: number
  /** Text of a value; of a node set, that of its first node. */
  text(value: XPathValue): string
}

interface XPathFunction {
  readonly least: number
  readonly most: number
  readonly run: (values: readonly XPathValue[], context: XPathContext) => XPathValue
}

const define = (least: number, most: number, run: XPathFunction['run']): XPathFunction => ({ least, most, run })

/** The functions of XPath 1.0 but `id` and `lang`. Strings are UTF-8 bytes; lengths and places count characters. */
export const xpathFunctions: ReadonlyMap<string, XPathFunction> = new Map<string, XPathFunction>([
  ['last', define(0, 0, (_, context) => context.size)],
  ['position', define(0, 0, (_, context) => context.position)],
  ['count', define(1, 1, ([set]) => (Array.isArray(set) ? set.length : Number.NaN))],
  ['local-name', define(0, 1, (values, context) => nameOf(values, context)?.local ?? '')],
  ['name', define(0, 1, (values, context) => nameOf(values, context)?.qualified ?? '')],
  ['namespace-uri', define(0, 1, (values, context) => nameOf(values, context)?.uri ?? '')],
  ['string', define(0, 1, ([value], context) => context.text(value ?? [context.node]))],
  ['concat', define(2, 64, (values, context) => values.map((value) => context.text(value)).join(''))],
  ['starts-with', define(2, 2, ([a, b], context) => context.text(a!).startsWith(context.text(b!)))],
  ['contains', define(2, 2, ([a, b], context) => context.text(a!).includes(context.text(b!)))],
  ['substring-before', define(2, 2, ([a, b], context) => before(context.text(a!), context.text(b!)))],
  ['substring-after', define(2, 2, ([a, b], context) => after(context.text(a!), context.text(b!)))],
  ['substring', define(2, 3, ([a, from, size], context) => part(context, a!, from!, size))],
  ['string-length', define(0, 1, ([a], context) => characters(context.text(a ?? [context.node])).length)],
  ['normalize-space', define(0, 1, ([a], context) => normalize(context.text(a ?? [context.node])))],
  ['translate', define(3, 3, ([a, from, to], context) => translate(context, a!, from!, to!))],
  ['not', define(1, 1, ([value]) => !booleanOf(value!))],
  ['true', define(0, 0, () => true)],
  ['false', define(0, 0, () => false)],
  ['boolean', define(1, 1, ([value]) => booleanOf(value!))],
  ['number', define(0, 1, ([value], context) => numberOf(context.text(value ?? [context.node]), value))],
  ['sum', define(1, 1, ([set], context) => sum(set!, context))],
  ['floor', define(1, 1, ([value], context) => Math.floor(numberOf(context.text(value!), value)))],
  ['ceiling', define(1, 1, ([value], context) => Math.ceil(numberOf(context.text(value!), value)))],
  ['round', define(1, 1, ([value], context) => Math.round(numberOf(context.text(value!), value)))],
])

function nameOf(values: readonly XPathValue[], context: XPathContext) {
  const [set] = values
  const node = set === undefined ? context.node : Array.isArray(set) ? set[0] : undefined
  return node?.kind === 'element' || node?.kind === 'attribute' ? node.name : null
}

function before(text: string, mark: string): string {
  const at = text.indexOf(mark)
  return at < 0 ? '' : text.slice(0, at)
}

function after(text: string, mark: string): string {
  const at = text.indexOf(mark)
  return at < 0 ? '' : text.slice(at + mark.length)
}

/** UTF-8 bytes cut into characters. */
function characters(text: string): string[] {
  return text.match(/[\x80-\xbf]|[^\x80-\xbf][\x80-\xbf]*/g) ?? []
}

function part(context: XPathContext, a: XPathValue, from: XPathValue, size: XPathValue | undefined): string {
  const start = Math.round(numberOf(context.text(from), from))
  const end = size === undefined ? Number.POSITIVE_INFINITY : start + Math.round(numberOf(context.text(size), size))
  const chosen = characters(context.text(a)).filter((_, i) => i + 1 >= start && i + 1 < end)
  return chosen.join('')
}

function normalize(text: string): string {
  return text.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '')
}

function translate(context: XPathContext, a: XPathValue, from: XPathValue, to: XPathValue): string {
  const targets = characters(context.text(to))
  const table = new Map<string, string>()
  for (const [i, char] of characters(context.text(from)).entries()) {
    if (!table.has(char)) table.set(char, targets[i] ?? '')
  }
  return characters(context.text(a))
    .map((char) => table.get(char) ?? char)
    .join('')
}

function sum(set: XPathValue, context: XPathContext): number {
  if (!Array.isArray(set)) return Number.NaN
  let total = 0
  for (const node of set) total += numberOf(context.text([node]), '')
  return total
}

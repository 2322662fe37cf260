import { type Node, type ReferenceNode, setNode } from './ast.js'
import { ByteSet } from './byte-set.js'
import { escapeSets, notNewline } from './named-sets.js'
import type { ParseContext } from './parse-context.js'
import { propertySet } from './property-set.js'

/** What a backslash begins: one byte, a set of bytes, or a node that cannot stand in a class. */
export type Escape =
  | { readonly kind: 'byte'; readonly byte: number }
  | { readonly kind: 'set'; readonly set: ByteSet }
  | { readonly kind: 'node'; readonly node: Node; readonly repeatable: boolean }

const controls: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['e', 0x1b],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
])

const places: ReadonlyMap<string, Node> = new Map<string, Node>([
  ['A', { kind: 'assert', what: 'subjectStart' }],
  ['z', { kind: 'assert', what: 'subjectEnd' }],
  ['Z', { kind: 'assert', what: 'subjectEndOrNewline' }],
  ['G', { kind: 'assert', what: 'searchStart' }],
  ['b', { kind: 'assert', what: 'wordBoundary' }],
  ['B', { kind: 'assert', what: 'notWordBoundary' }],
])

function byte(context: ParseContext, value: number, offset: number): Escape {
  if (value <= 255) return { kind: 'byte', byte: value }
  if (!context.utf || value > 0x10ffff) context.fail('the character code is above 255', offset)
  // In UTF mode PCRE2 reads the source itself; any set stands for the character here.
  return { kind: 'set', set: ByteSet.ranges(0x80, 0xff) }
}

function hexadecimal(context: ParseContext, offset: number): Escape {
  if (!context.take('{')) {
    const digits = context.match(/[0-9a-fA-F]{0,2}/y)![0]
    return byte(context, digits === '' ? 0 : Number.parseInt(digits, 16), offset)
  }
  const digits = context.match(/[0-9a-fA-F]*/y)![0]
  if (digits === '') context.fail('\\x{ needs hexadecimal digits')
  if (!context.take('}')) context.fail('\\x{ is not closed by } after its hexadecimal digits')
  return byte(context, Number.parseInt(digits, 16), offset)
}

function bracedOctal(context: ParseContext, offset: number): Escape {
  if (!context.take('{')) context.fail('\\o needs digits in braces')
  const digits = context.match(/[0-7]*/y)![0]
  if (digits === '') context.fail('\\o{ needs octal digits')
  if (!context.take('}')) context.fail('\\o{ is not closed by } after its octal digits')
  return byte(context, Number.parseInt(digits, 8), offset)
}

function property(context: ParseContext, negate: boolean, offset: number): Escape {
  let name: string
  let negated = negate
  if (context.take('{')) {
    if (context.take('^')) negated = !negated
    name = context.match(/[^}]*/y)![0].replace(/[\s_-]/g, (c) => (c === '_' ? '_' : ''))
    if (!context.take('}')) context.fail('the name of the property is not closed by }')
  } else {
    name = context.peek()
    context.position++
  }
  const set = propertySet(name)
  if (set === null) context.fail(`\`${name}\` is not a property of characters`, offset)
  return { kind: 'set', set: negated ? set.negated() : set }
}

function reference(context: ParseContext, groups: readonly number[]): Escape {
  const node: ReferenceNode = { kind: 'reference', groups, caseless: context.options.caseless }
  return { kind: 'node', node, repeatable: true }
}

function numbered(context: ParseContext, index: number, offset: number): Escape {
  return reference(context, [context.groupNumbered(index, offset)])
}

const closing: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['<', '>'],
  ["'", "'"],
])

/** Reads a group name up to the closing sign, which is stepped over. */
export function readName(context: ParseContext, close: string): string {
  const at = context.position
  if (/[0-9]/.test(context.peek())) context.fail('a group name must not begin with a digit', at)
  const name = context.match(context.utf ? /[\w\x80-\xff]+/y : /\w+/y)?.[0]
  if (name === undefined) context.fail('a group name is missing', at)
  if (name.length > 32) context.fail('the group name is longer than 32 characters', at)
  if (!context.take(close)) context.fail(`the group name is not closed by ${close}`)
  return name
}

/** Resolves a number with an optional sign against the groups opened so far. */
export function relativeGroup(context: ParseContext, text: string, offset: number): number {
  const value = Number(text)
  if (text.startsWith('+')) {
    if (value === 0) context.fail('a relative group number cannot be 0', offset)
    return context.groups + value
  }
  if (text.startsWith('-')) {
    if (value === 0) context.fail('a relative group number cannot be 0', offset)
    const index = context.groups + 1 + value
    if (index < 1) context.fail('there is no such group', offset)
    return index
  }
  return value
}

// \g: a back reference in braces or bare, a call in <> or ''.
function groupEscape(context: ParseContext, offset: number): Escape {
  const open = context.peek()
  if (open === '<' || open === "'") {
    context.position++
    const close = closing.get(open)!
    const number = context.match(/[+-]?\d+/y)?.[0]
    if (number === undefined) {
      const node = callNamed(context, readName(context, close), offset)
      return { kind: 'node', node, repeatable: true }
    }
    if (!context.take(close)) context.fail(`the group number is not closed by ${close}`)
    const group = context.groupNumbered(relativeGroup(context, number, offset), offset)
    return { kind: 'node', node: { kind: 'call', group }, repeatable: true }
  }
  const braced = context.take('{')
  const number = context.match(/[+-]?\d+/y)?.[0]
  if (number === undefined) {
    if (!braced) context.fail('\\g needs a group number or a name in braces, angle brackets or quotes')
    return reference(context, context.groupsNamed(readName(context, '}'), offset))
  }
  if (braced && !context.take('}')) context.fail('the group number is not closed by }')
  const index = relativeGroup(context, number, offset)
  if (index === 0) context.fail('a back reference needs a group number above 0', offset)
  return numbered(context, index, offset)
}

/** A call of the first group of a name, which may be given later in the pattern. */
export function callNamed(context: ParseContext, name: string, offset: number): Node {
  const node = { kind: 'call' as const, group: 0 }
  const groups = context.groupsNamed(name, offset)
  context.pending.push(() => {
    node.group = groups[0]!
  })
  return node
}

function digits(context: ParseContext, inClass: boolean, offset: number): Escape {
  const first = context.peek()
  if (!inClass && first !== '0') {
    const text = /^\d+/.exec(context.source.slice(context.position, context.position + 12))![0]
    const index = Number(text)
    if (index < 10 || first >= '8' || index <= context.groups) {
      context.position += text.length
      return numbered(context, index, offset)
    }
  }
  if (first >= '8') {
    context.position++
    return { kind: 'byte', byte: first.charCodeAt(0) }
  }
  const octal = context.match(/[0-7]{1,3}/y)![0]
  return byte(context, Number.parseInt(octal, 8), offset)
}

/**
 * Reads what follows a backslash; the place is after the backslash. `\Q` and `\E` are not for here: the callers handle
 * quoting, because it is transparent to quantifiers and ranges.
 */
export function parseEscape(context: ParseContext, inClass: boolean): Escape {
  const offset = context.position - 1
  if (context.atEnd) context.fail('a backslash ends the pattern')
  const letter = context.peek()
  if (/[0-9]/.test(letter)) return digits(context, inClass, offset)
  context.position++
  if (!/[A-Za-z]/.test(letter)) return { kind: 'byte', byte: letter.charCodeAt(0) }
  const control = controls.get(letter)
  if (control !== undefined) return { kind: 'byte', byte: control }
  const set = escapeSets.get(letter)
  if (set !== undefined) return { kind: 'set', set }
  if (inClass && letter === 'b') return { kind: 'byte', byte: 0x08 }
  switch (letter) {
    case 'x':
      return hexadecimal(context, offset)
    case 'o':
      return bracedOctal(context, offset)
    case 'p':
    case 'P':
      if (context.atEnd) context.fail(`\\${letter} needs the name of a property`)
      return property(context, letter === 'P', offset)
    case 'c': {
      const code = context.source.charCodeAt(context.position)
      if (!(code >= 0x20 && code <= 0x7e)) context.fail('\\c needs a printable ASCII character')
      context.position++
      return { kind: 'byte', byte: (code >= 0x61 && code <= 0x7a ? code - 32 : code) ^ 0x40 }
    }
  }
  if (inClass) context.fail(`\\${letter} cannot stand in a character class`, offset)
  const place = places.get(letter)
  if (place !== undefined) return { kind: 'node', node: place, repeatable: false }
  switch (letter) {
    case 'K':
      if (context.lookDepth > 0) context.fail('\\K cannot stand in a lookaround', offset)
      return { kind: 'node', node: { kind: 'keep' }, repeatable: false }
    case 'R':
      return { kind: 'node', node: { kind: 'newline' }, repeatable: true }
    case 'X':
      return { kind: 'node', node: { kind: 'cluster' }, repeatable: true }
    case 'C':
      return { kind: 'node', node: setNode(ByteSet.all), repeatable: true }
    case 'N':
      if (context.peek() === '{' && context.match(/(?=\{\d+(,\d*)?\})/y) === null) {
        context.fail('characters by name (\\N{...}) are not supported', offset)
      }
      return { kind: 'node', node: setNode(notNewline), repeatable: true }
    case 'g':
      return groupEscape(context, offset)
    case 'k': {
      const close = closing.get(context.peek())
      if (close === undefined) context.fail('\\k needs a group name in braces, angle brackets or quotes')
      context.position++
      return reference(context, context.groupsNamed(readName(context, close), offset))
    }
    default:
      return context.fail(`\\${letter} has no meaning`, offset)
  }
}

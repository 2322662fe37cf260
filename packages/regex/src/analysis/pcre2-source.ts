import type { Assertion, Node } from '../syntax/ast.js'
import type { ByteSet } from '../syntax/byte-set.js'

const places: ReadonlyMap<Assertion, string> = new Map([
  ['subjectStart', '\\A'],
  ['subjectEnd', '\\z'],
  ['subjectEndOrNewline', '\\Z'],
  ['lineStart', '(?m:^)'],
  ['lineEnd', '(?m:$)'],
  ['wordBoundary', '\\b'],
  ['notWordBoundary', '\\B'],
  ['searchStart', '\\G'],
])

function byteText(byte: number): string {
  const text = String.fromCharCode(byte)
  return /[A-Za-z0-9]/.test(text) ? text : `\\x${byte.toString(16).padStart(2, '0')}`
}

function setText(set: ByteSet): string {
  const bytes = set.bytes()
  if (bytes.length === 1) return byteText(bytes[0]!)
  let text = ''
  for (let i = 0; i < bytes.length; i++) {
    const first = bytes[i]!
    while (i + 1 < bytes.length && bytes[i + 1] === bytes[i]! + 1) i++
    const last = bytes[i]!
    text += first === last ? byteText(first) : `${byteText(first)}-${byteText(last)}`
  }
  return `[${text}]`
}

function repeatText(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`
  return min === 0 && max === 1 ? '?' : min === max ? `{${min}}` : `{${min},${max}}`
}

/**
 * A tree written as PCRE2 source without any option in force: every class is spelled out in bytes, so that it means the
 * same in the 16-bit UTF mode as it does for bytes. (Case-insensitive back references are the one exception: there
 * PCRE2 also folds letters above 127.)
 */
export function pcre2Source(node: Node): string {
  switch (node.kind) {
    case 'empty':
      return ''
    case 'never':
      return '(*FAIL)'
    case 'set':
      return setText(node.set)
    case 'sequence':
      return node.items.map(pcre2Source).join('')
    case 'choice': {
      const text = node.options.map(pcre2Source).join('|')
      return node.reset ? `(?|${text})` : `(?:${text})`
    }
    case 'repeat': {
      const body = pcre2Source(node.body)
      const suffix = node.mode === 'lazy' ? '?' : node.mode === 'possessive' ? '+' : ''
      const bare = node.body.kind === 'set' || node.body.kind === 'group' || node.body.kind === 'atomic'
      return `${bare ? body : `(?:${body})`}${repeatText(node.min, node.max)}${suffix}`
    }
    case 'group':
      return `(${pcre2Source(node.body)})`
    case 'atomic':
      return `(?>${pcre2Source(node.body)})`
    case 'look': {
      // Only alternatives that stand directly in a lookbehind may differ in length, so they are not wrapped.
      const bare = node.body.kind === 'choice' && !node.body.reset
      const body = bare ? node.body.options.map(pcre2Source).join('|') : pcre2Source(node.body)
      if (!node.atomic) return `(*${node.ahead ? 'napla' : 'naplb'}:${body})`
      return `(?${node.ahead ? '' : '<'}${node.negative ? '!' : '='}${body})`
    }
    case 'assert':
      return places.get(node.what)!
    case 'reference':
      return node.caseless ? `(?i:\\g{${node.groups[0]}})` : `\\g{${node.groups[0]}}`
    case 'call':
      return node.group === 0 ? '(?R)' : `(?${node.group})`
    case 'conditional': {
      const { condition } = node
      const head =
        condition.kind === 'groups'
          ? `(${condition.groups[0]})`
          : condition.kind === 'define'
            ? '(DEFINE)'
            : condition.kind === 'recursion'
              ? `(R${condition.group ?? ''})`
              : pcre2Source(condition.look)
      const no = pcre2Source(node.no)
      return `(?${head}${pcre2Source(node.yes)}${no === '' ? '' : `|${no}`})`
    }
    case 'newline':
      return '\\R'
    case 'cluster':
      return '(?>\\x0d\\x0a|[\\x00-\\xff])'
    case 'keep':
      return '\\K'
    case 'verb':
      return node.text
    default:
      return node satisfies never
  }
}

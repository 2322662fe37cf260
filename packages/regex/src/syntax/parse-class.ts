import { ByteSet } from './byte-set.js'
import { escapeSets, posixSets } from './named-sets.js'
import type { ParseContext } from './parse-context.js'
import { parseEscape } from './parse-escape.js'

// One member of a class: a byte that may begin or end a range, or a set that may not.
type Member = { readonly byte: number } | { readonly set: ByteSet } | null

function posix(context: ParseContext): ByteSet | null {
  const found = /^\[([:.=])(\^?)([^\]\\:.=[]*)\1\]/.exec(context.source.slice(context.position, context.position + 40))
  if (found === null) return null
  if (found[1] !== ':') context.fail('POSIX collating elements are not supported')
  let name = found[3]!
  if (!posixSets.has(name)) context.fail(`\`${name}\` is not the name of a POSIX class`)
  if (context.options.caseless && (name === 'upper' || name === 'lower')) name = 'alpha'
  context.position += found[0].length
  const set = posixSets.get(name)!
  return found[2] === '^' ? set.negated() : set
}

// Skips what stands for nothing in a class; says whether the text that follows is quoted.
function skipEmpty(context: ParseContext, quoted: boolean): boolean {
  let inQuote = quoted
  for (;;) {
    if (inQuote) {
      if (!context.take('\\E')) return true
      inQuote = false
    } else if (context.take('\\Q')) inQuote = true
    else if (context.take('\\E')) continue
    else if (context.options.extendedMore && (context.peek() === ' ' || context.peek() === '\t')) context.position++
    else return false
  }
}

function member(context: ParseContext, quoted: boolean): Member {
  if (!quoted) {
    if (context.peek() === '[') {
      const set = posix(context)
      if (set !== null) return { set }
    }
    if (context.take('\\')) {
      const meaning = parseEscape(context, true)
      return meaning.kind === 'byte' ? meaning : meaning.kind === 'set' ? meaning : null
    }
  }
  const byte = context.source.charCodeAt(context.position)
  context.position++
  return { byte }
}

// True when a hyphen here begins a range: something other than the end of the class follows it.
function beginsRange(context: ParseContext, quoted: boolean): boolean {
  if (quoted || context.peek() !== '-') return false
  const back = context.position
  context.position++
  const nowQuoted = skipEmpty(context, false)
  const ends = !nowQuoted && (context.peek() === ']' || context.atEnd)
  context.position = back
  return !ends
}

/** Reads a character class; the place is after the `[`. Letter case is folded in when the options say so. */
export function parseClass(context: ParseContext): ByteSet {
  const open = context.position - 1
  const sign = context.peek()
  const isNamed = sign === ':' || sign === '.' || sign === '='
  if (isNamed && /^([:.=])[^\]\\:.=[]*\1\]/.test(context.source.slice(context.position, context.position + 40))) {
    context.fail('POSIX classes such as [:alpha:] stand inside of a character class, as in [[:alpha:]]', open)
  }
  const negate = context.take('^')
  const fold = context.options.caseless
  const set = new ByteSet()
  const add = (part: ByteSet): void => set.addAll(fold ? part.folded() : part)
  let first = true
  let quoted = false
  for (;;) {
    quoted = skipEmpty(context, quoted)
    if (context.atEnd) context.fail('the character class is not closed by ]', open)
    if (!quoted && !first && context.take(']')) break
    first = false
    const at = context.position
    const low = member(context, quoted)
    if (low === null) continue
    quoted = skipEmpty(context, quoted)
    if (!beginsRange(context, quoted)) {
      if ('set' in low) set.addAll(low.set)
      else add(ByteSet.of(low.byte))
      continue
    }
    if ('set' in low) context.fail('a range cannot begin with a class')
    context.position++
    quoted = skipEmpty(context, false)
    const high = member(context, quoted)
    if (high === null || 'set' in high) context.fail('a range cannot end with a class')
    if (high.byte < low.byte) context.fail('the range is out of order', at)
    add(ByteSet.ranges(low.byte, high.byte))
  }
  return negate ? set.negated() : set
}

/** The places `[[:<:]]` and `[[:>:]]`, at the start and at the end of a word; null when neither stands here. */
export function takeWordEdge(context: ParseContext): { readonly ahead: boolean; readonly set: ByteSet } | null {
  if (context.take('[[:<:]]')) return { ahead: true, set: escapeSets.get('w')! }
  if (context.take('[[:>:]]')) return { ahead: false, set: escapeSets.get('w')! }
  return null
}

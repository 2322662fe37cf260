import type { PatternFlags, PatternProblem } from '../pattern.js'
import { type Assertion, choiceNode, emptyNode, type Node, type RepeatNode, sequenceNode, setNode } from './ast.js'
import { ByteSet } from './byte-set.js'
import { notNewline } from './named-sets.js'
import { parseClass, takeWordEdge } from './parse-class.js'
import { ParseContext, PatternFault } from './parse-context.js'
import { parseEscape } from './parse-escape.js'
import { parseGroup } from './parse-group.js'
import { parseSettings } from './parse-settings.js'

/** A pattern that was read: its tree and what the text says besides. */
export interface ParsedPattern {
  readonly kind: 'parsed'
  readonly root: Node
  readonly groups: number
  /** By group number; '' where a group has no name. */
  readonly names: readonly string[]
  /** True when a name belongs to several groups. */
  readonly sharedNames: boolean
  /** True when there are backtracking verbs, `(*FAIL)` not counted. */
  readonly hasVerbs: boolean
  /** True when `(*ACCEPT)` can end a match anywhere. */
  readonly accepts: boolean
  /** True when PCRE2 must get the source itself, because it sets newline conventions, UTF or UCP. */
  readonly verbatim: boolean
  readonly utf: boolean
  /** Verbs of the start of the pattern, to be put before a rewritten source. */
  readonly settings: string
  /** Where the settings end and the pattern begins. */
  readonly settingsEnd: number
  /** Where `$` stands for the very end of the subject. */
  readonly dollars: readonly number[]
}

const nestingLimit = 250
const repeatLimit = 65535

function dollar(context: ParseContext): Assertion {
  if (context.options.multiline) return 'lineEnd'
  if (!context.dollarEndOnly) return 'subjectEndOrNewline'
  context.dollars.push(context.position - 1)
  return 'subjectEnd'
}

// Skips blanks and comments of extended mode, `(?#...)` comments and empty quotes. False when nothing was there.
function skipBlank(context: ParseContext): boolean {
  const start = context.position
  // mostly a letter stands here
  const sign = context.peek()
  if (sign !== '(' && sign !== '\\' && !context.options.extended) return false
  for (;;) {
    if (context.take('(?#')) {
      const end = context.source.indexOf(')', context.position)
      if (end < 0) context.fail('the comment is not closed by )', context.source.length)
      context.position = end + 1
    } else if (context.take('\\Q\\E') || context.take('\\E')) continue
    else if (!context.options.extended || context.match(/[\t-\r ]+|#[^\n]*\n?/y) === null) break
  }
  return context.position > start
}

interface Counted {
  readonly min: number
  readonly max: number
}

function takeQuantifier(context: ParseContext): Counted | null {
  if (context.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
  if (context.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
  if (context.take('?')) return { min: 0, max: 1 }
  if (context.peek() !== '{') return null
  const at = context.position
  const found = context.match(/\{(\d+)(,?)(\d*)\}/y)
  if (found === null || (found[2] === '' && found[3] !== '')) {
    context.position = at
    return null
  }
  const min = Number(found[1])
  const max = found[2] === '' ? min : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3])
  if (min > repeatLimit || (max > repeatLimit && max !== Number.POSITIVE_INFINITY)) {
    context.fail(`a repeat count is above ${repeatLimit}`, at)
  }
  if (max < min) context.fail('the repeat counts are out of order', at)
  return { min, max }
}

function repeat(body: Node, counted: Counted, mode: RepeatNode['mode']): Node {
  const { min, max } = counted
  if (body.kind === 'look') {
    // Kept although it matches nothing: groups in it keep their numbers.
    if (max === 0) return { kind: 'repeat', body, min, max, mode }
    return min > 0 ? body : choiceNode(mode === 'lazy' ? [emptyNode, body] : [body, emptyNode])
  }
  if (max === 0 && body.kind === 'set') return emptyNode
  if (min === 1 && max === 1) return mode === 'possessive' ? { kind: 'atomic', body } : body
  return { kind: 'repeat', body, min, max, mode }
}

// The quantifiers that follow an item; PCRE2 takes no second one.
function withQuantifier(context: ParseContext, item: Node, repeatable: boolean): Node {
  skipBlank(context)
  const at = context.position
  const counted = takeQuantifier(context)
  if (counted === null) return item
  if (!repeatable) context.fail('the quantifier follows nothing that can be repeated', at)
  skipBlank(context)
  const mode = context.take('+') ? 'possessive' : context.take('?') ? 'lazy' : 'greedy'
  return repeat(item, counted, mode)
}

// Patterns are made of letters: there is one set for each, and one for both its cases, made when it first occurs.
const letters: (ByteSet | undefined)[] = []
const letterPairs: (ByteSet | undefined)[] = []

function literal(context: ParseContext, byte: number): Node {
  if (byte > 255) return setNode(ByteSet.none)
  const { caseless } = context.options
  const known = caseless ? letterPairs : letters
  known[byte] ??= caseless ? ByteSet.of(byte).folded() : ByteSet.of(byte)
  return setNode(known[byte])
}

interface Item {
  /** What stands before the item and does not take its quantifier. */
  readonly before?: Node
  readonly node: Node
  readonly repeatable: boolean
}

// One item without its quantifier; null at the end of the alternative.
function parseItem(context: ParseContext): Item | null {
  const letter = context.peek()
  switch (letter) {
    case '':
    case '|':
    case ')':
      return null
    case '(':
      return parseGroup(context)
    case '[': {
      const edge = takeWordEdge(context)
      if (edge !== null) {
        const body = setNode(edge.set)
        const look: Node = { kind: 'look', ahead: edge.ahead, negative: false, atomic: true, body }
        // PCRE2 reads it as \b with a lookaround behind it, and a quantifier goes to the latter.
        return { before: { kind: 'assert', what: 'wordBoundary' }, node: look, repeatable: true }
      }
      context.position++
      return { node: setNode(parseClass(context)), repeatable: true }
    }
    case '.':
      context.position++
      return { node: setNode(context.options.dotAll ? ByteSet.all : notNewline), repeatable: true }
    case '^':
      context.position++
      return {
        node: { kind: 'assert', what: context.options.multiline ? 'lineStart' : 'subjectStart' },
        repeatable: false,
      }
    case '$':
      context.position++
      return { node: { kind: 'assert', what: dollar(context) }, repeatable: false }
    case '\\': {
      context.position++
      const meaning = parseEscape(context, false)
      if (meaning.kind === 'byte') return { node: literal(context, meaning.byte), repeatable: true }
      return meaning.kind === 'set' ? { node: setNode(meaning.set), repeatable: true } : meaning
    }
    default: {
      const at = context.position
      if (takeQuantifier(context) !== null) {
        context.fail('the quantifier follows nothing that can be repeated', at)
      }
      context.position++
      return { node: literal(context, letter.charCodeAt(0)), repeatable: true }
    }
  }
}

function parseQuoted(context: ParseContext, items: Node[]): void {
  const end = context.source.indexOf('\\E', context.position)
  const stop = end < 0 ? context.source.length : end
  while (context.position < stop) {
    const node = literal(context, context.source.charCodeAt(context.position))
    context.position++
    if (context.position < stop) {
      items.push(node)
      continue
    }
    if (end >= 0) context.position = end + 2
    items.push(withQuantifier(context, node, true))
  }
}

function parseSequence(context: ParseContext): Node {
  const items: Node[] = []
  for (;;) {
    skipBlank(context)
    if (context.take('\\Q')) {
      parseQuoted(context, items)
      continue
    }
    const item = parseItem(context)
    if (item === null) return sequenceNode(items)
    if (item.before !== undefined) items.push(item.before)
    items.push(withQuantifier(context, item.node, item.repeatable))
  }
}

/**
 * Reads alternatives up to a closing parenthesis or the end. Options set inside hold to the end of the group, later
 * alternatives included; with `reset` the groups of every alternative are numbered from the same number.
 */
export function parseAlternatives(context: ParseContext, reset: boolean): Node[] {
  if (++context.depth > nestingLimit) context.fail('parentheses are nested too deeply')
  const outer = context.options
  const first = context.groups
  let most = first
  const options: Node[] = []
  do {
    if (reset) context.groups = first
    options.push(parseSequence(context))
    most = Math.max(most, context.groups)
  } while (context.take('|'))
  context.groups = most
  context.options = outer
  context.depth--
  return options
}

/** Reads a PCRE pattern. Problems carry the offset of the byte where they were seen. */
export function parsePattern(source: string, flags: PatternFlags): ParsedPattern | PatternProblem {
  const context = new ParseContext(source, flags)
  try {
    parseSettings(context)
    const root = choiceNode(parseAlternatives(context, false))
    if (!context.atEnd) context.fail('a closing parenthesis has no opening one')
    for (const settle of context.pending) settle()
    return {
      kind: 'parsed',
      root,
      groups: context.groups,
      names: context.names,
      sharedNames: [...context.namedGroups.values()].some((groups) => groups.length > 1),
      hasVerbs: context.hasVerbs,
      accepts: context.accepts,
      verbatim: context.verbatim,
      utf: context.utf,
      settings: context.settings,
      settingsEnd: context.settingsEnd,
      dollars: context.dollars,
    }
  } catch (fault) {
    if (fault instanceof PatternFault) return { kind: 'problem', offset: fault.offset, message: fault.message }
    throw fault
  }
}

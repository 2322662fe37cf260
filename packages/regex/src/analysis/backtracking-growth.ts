import type { PatternFlags } from '../pattern.js'
import type { Node } from '../syntax/ast.js'
import { ByteSet } from '../syntax/byte-set.js'
import { parsePattern } from '../syntax/parse-pattern.js'

/** How the steps of a backtracking engine grow with the length of a value, the worst of which is made of one byte. */
export type Growth = { readonly kind: 'power'; readonly degree: number } | { readonly kind: 'exponential' }

/** What a part of a pattern can do with a run of one byte. */
interface OnRun {
  /** It can match some run, the empty one included. */
  readonly fits: boolean
  readonly empty: boolean
  /** Loops that can share the run between them: so many less one is the power of the ways to divide it. */
  readonly loops: number
  readonly exponential: boolean
  /** Different alternatives match the same run. */
  readonly ambiguous: boolean
}

const nothing: OnRun = { fits: false, empty: false, loops: 0, exponential: false, ambiguous: false }
const emptyRun: OnRun = { fits: true, empty: true, loops: 0, exponential: false, ambiguous: false }
const one: OnRun = { ...emptyRun, empty: false }
/** A pattern of more parts than this is not looked at: the work is that many times the bytes that differ. */
const mostParts = 20_000

/**
 * How a backtracking engine, which tries one way after the other to divide a value between the loops of a pattern, may
 * slow down on a value that it fails on. Null when that is at most the square that any search has. It is an estimate
 * over runs of one byte: it says what to look at, and nothing depends on it.
 */
export function backtrackingGrowth(source: string, flags: PatternFlags): Growth | null {
  const parsed = parsePattern(source, flags)
  return parsed.kind === 'problem' ? null : growthOf(parsed.root)
}

function growthOf(root: Node): Growth | null {
  const sets = new Map<string, ByteSet>()
  if (collectSets(root, sets) > mostParts) return null
  const pattern = withoutTail(root)
  const looped = new ByteSet()
  collectLooped(pattern, false, looped)
  let worst = 1
  for (const byte of differing([...sets.values()], looped)) {
    const { loops, exponential } = onRun(pattern, byte)
    if (exponential) return { kind: 'exponential' }
    worst = Math.max(worst, loops)
  }
  return worst < 2 ? null : { kind: 'power', degree: worst }
}

/** One byte of each kind: two bytes that are in the same sets are alike. */
function differing(sets: readonly ByteSet[], looped: ByteSet): readonly number[] {
  const kinds = new Map<string, number>()
  for (let byte = 0; byte < 256; byte++) {
    if (!looped.has(byte)) continue
    const kind = sets.map((set) => (set.has(byte) ? '1' : '0')).join('')
    if (!kinds.has(kind)) kinds.set(kind, byte)
  }
  return [...kinds.values()]
}

/** The sets of a pattern, equal ones once; gives the number of its nodes. */
function collectSets(node: Node, found: Map<string, ByteSet>): number {
  let parts = 1
  if (node.kind === 'set') found.set(node.set.words.join(), node.set)
  for (const child of childrenOf(node)) parts += collectSets(child, found)
  return parts
}

/** Bytes that something without an upper bound can take: no others can be what a value is slow with. */
function collectLooped(node: Node, isInLoop: boolean, found: ByteSet): void {
  if (node.kind === 'set' && isInLoop) found.addAll(node.set)
  const loops = isInLoop || (node.kind === 'repeat' && node.max === Number.POSITIVE_INFINITY)
  for (const child of childrenOf(node)) collectLooped(child, loops, found)
}

function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'sequence':
      return node.items
    case 'choice':
      return node.options
    case 'repeat':
    case 'group':
    case 'atomic':
    case 'look':
      return [node.body]
    case 'conditional':
      return [node.yes, node.no]
    default:
      return []
  }
}

/** What stands at the end and may be empty takes what it can get and never fails. */
function withoutTail(node: Node): Node {
  switch (node.kind) {
    case 'sequence': {
      const items = [...node.items]
      while (items.length > 0 && items.at(-1)!.kind === 'repeat') {
        const last = items.pop()!
        if (last.kind === 'repeat' && last.min > 0) {
          items.push(last.max === Number.POSITIVE_INFINITY ? { ...last, max: last.min } : last)
          break
        }
      }
      const last = items.pop()
      return last === undefined ? { kind: 'empty' } : { kind: 'sequence', items: [...items, withoutTail(last)] }
    }
    case 'choice':
      return { ...node, options: node.options.map(withoutTail) }
    case 'group':
      return { ...node, body: withoutTail(node.body) }
    default:
      return node
  }
}

function onRun(node: Node, byte: number): OnRun {
  switch (node.kind) {
    case 'set':
      return node.set.has(byte) ? one : nothing
    case 'sequence':
      return inSequence(node.items, byte)
    case 'choice':
      return ofChoice(node.options, byte)
    case 'group':
      return onRun(node.body, byte)
    case 'repeat':
      return repeated(onRun(node.body, byte), node.min, node.max, node.mode === 'possessive')
    case 'atomic': {
      const body = onRun(node.body, byte)
      return { ...body, loops: 0, exponential: false, ambiguous: false }
    }
    case 'never':
    case 'newline':
    case 'cluster':
      return nothing
    default:
      return emptyRun
  }
}

/** Loops share a run as far as everything between them takes the byte, or may be empty. */
function inSequence(items: readonly Node[], byte: number): OnRun {
  let [fits, empty, exponential, ambiguous] = [true, true, false, false]
  let [loops, together] = [0, 0]
  for (const item of items) {
    const part = onRun(item, byte)
    together = part.fits ? together + part.loops : 0
    loops = Math.max(loops, together, part.loops)
    fits &&= part.fits
    empty &&= part.empty
    exponential ||= part.exponential
    ambiguous ||= part.ambiguous
  }
  return { fits, empty: fits && empty, loops, exponential, ambiguous }
}

function ofChoice(options: readonly Node[], byte: number): OnRun {
  const parts = options.map((option) => onRun(option, byte))
  const fitting = parts.filter((part) => part.fits)
  return {
    fits: fitting.length > 0,
    empty: fitting.some((part) => part.empty),
    loops: Math.max(0, ...parts.map((part) => part.loops)),
    exponential: parts.some((part) => part.exponential),
    ambiguous:
      fitting.filter((part) => !part.empty || part.loops > 0).length > 1 || fitting.some((part) => part.ambiguous),
  }
}

function repeated(body: OnRun, min: number, max: number, isPossessive: boolean): OnRun {
  if (!body.fits) return { ...(min === 0 ? emptyRun : nothing), loops: body.loops, exponential: body.exponential }
  const empty = min === 0 || body.empty
  if (max === Number.POSITIVE_INFINITY) {
    if (isPossessive) return { ...body, empty, loops: 0, exponential: false, ambiguous: false }
    const exponential = body.exponential || body.loops > 0 || body.ambiguous
    return { fits: true, empty, loops: 1, exponential, ambiguous: false }
  }
  const ambiguous = body.ambiguous || (max > 1 && max > min && !isPossessive)
  return { ...body, empty, loops: isPossessive ? 0 : body.loops * Math.min(max, 4), ambiguous }
}

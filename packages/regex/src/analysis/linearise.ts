import type { AtomicNode, ConditionalNode, LookNode, Node, RepeatNode } from '../syntax/ast.js'
import { ByteSet } from '../syntax/byte-set.js'
import { measure } from '../syntax/measure.js'
import { wordBytes } from '../syntax/named-sets.js'
import { assertionEdges, byteSymbols, edgeSymbols, otherSymbols } from './edge-symbols.js'
import type { LinearNode, SymbolSet } from './linear-node.js'

const empty: LinearNode = { kind: 'empty' }
const never: LinearNode = { kind: 'never' }
const carriage: LinearNode = { kind: 'set', set: ByteSet.of(0x0d) }
const lineFeed: LinearNode = { kind: 'set', set: ByteSet.of(0x0a) }
const notLineFeedNext: LinearNode = edge(true, otherSymbols(byteSymbols(ByteSet.of(0x0a))))
const callLimit = 8

function edge(ahead: boolean, symbols: SymbolSet): LinearNode {
  return { kind: 'edge', ahead, symbols }
}

function sequence(...items: LinearNode[]): LinearNode {
  return { kind: 'sequence', items }
}

function choice(...options: LinearNode[]): LinearNode {
  return { kind: 'choice', options }
}

function wordEdge(at: boolean): LinearNode {
  const word = byteSymbols(wordBytes)
  const other = otherSymbols(word)
  return at
    ? choice(sequence(edge(false, word), edge(true, other)), sequence(edge(false, other), edge(true, word)))
    : choice(sequence(edge(false, word), edge(true, word)), sequence(edge(false, other), edge(true, other)))
}

const anything: LinearNode = {
  kind: 'repeat',
  body: { kind: 'set', set: ByteSet.all },
  min: 0,
  max: Number.POSITIVE_INFINITY,
  greedy: true,
}

// Turns the tree of a pattern into that of a regular one. Where that cannot be said exactly the answer is null, or, when
// widening, something that matches wherever the original does.
class Lineariser {
  private readonly root: Node
  private readonly widen: boolean
  private calls = 0
  private stripped = 0

  constructor(root: Node, widen: boolean) {
    this.root = root
    this.widen = widen
  }

  convert(node: Node): LinearNode | null {
    switch (node.kind) {
      case 'empty':
        return empty
      case 'never':
        return never
      case 'set':
        return node
      case 'keep':
        return node
      case 'assert': {
        if (node.what === 'wordBoundary') return wordEdge(true)
        if (node.what === 'notWordBoundary') return wordEdge(false)
        const found = assertionEdges.get(node.what)
        if (found === undefined) return this.widen ? empty : null
        return edge(found.ahead, found.symbols)
      }
      case 'newline':
        // The atomic \R never gives back the line feed of a CRLF.
        return choice(
          sequence(carriage, lineFeed),
          { kind: 'set', set: ByteSet.of(0x0a, 0x0b, 0x0c, 0x85) },
          sequence(carriage, notLineFeedNext),
        )
      case 'cluster':
        return choice(
          sequence(carriage, lineFeed),
          { kind: 'set', set: ByteSet.of(0x0d).negated() },
          sequence(carriage, notLineFeedNext),
        )
      case 'sequence': {
        const items = this.all(node.items)
        return items === null ? null : { kind: 'sequence', items }
      }
      case 'choice': {
        const options = this.all(node.options)
        return options === null ? null : { kind: 'choice', options }
      }
      case 'group': {
        const body = this.convert(node.body)
        return body === null || this.stripped > 0 ? body : { kind: 'group', index: node.index, body }
      }
      case 'repeat':
        return this.repeat(node)
      case 'atomic':
        return this.atomic(node)
      case 'look':
        return this.look(node, node.negative)
      case 'conditional':
        return this.conditional(node)
      case 'call':
        return this.call(node.group)
      case 'reference':
        return this.widen ? anything : null
      case 'verb':
        return this.widen ? empty : null
      default:
        return node satisfies never
    }
  }

  private all(nodes: readonly Node[]): LinearNode[] | null {
    const converted: LinearNode[] = []
    for (const node of nodes) {
      const one = this.convert(node)
      if (one === null) return null
      converted.push(one)
    }
    return converted
  }

  private repeat(node: RepeatNode): LinearNode | null {
    if (node.max === 0) return empty
    const body = this.convert(node.body)
    if (body === null) return null
    const { min, max } = node
    const plain: LinearNode = { kind: 'repeat', body, min, max, greedy: node.mode !== 'lazy' }
    if (node.mode !== 'possessive') return plain
    const set = node.body.kind === 'group' ? node.body.body : node.body
    if (set.kind !== 'set') return this.widen || (this.fixed(node.body) && min === max) ? plain : null
    if (min === max) return plain
    // A possessive run of one set ends where the set ends, or where the count does.
    const stop = edge(true, otherSymbols(byteSymbols(set.set)))
    if (max === Number.POSITIVE_INFINITY) return sequence(plain, stop)
    const exactly: LinearNode = { kind: 'repeat', body, min: max, max, greedy: true }
    const fewer: LinearNode = { kind: 'repeat', body, min, max: max - 1, greedy: true }
    return choice(exactly, sequence(fewer, stop))
  }

  // One length only and nothing that looks back into its own choices: giving back cannot change where it ends.
  private fixed(node: Node): boolean {
    const length = measure(node)
    return length.min === length.max
  }

  private atomic(node: AtomicNode): LinearNode | null {
    const body = node.body
    if (this.fixed(body)) return this.convert(body)
    if (body.kind === 'repeat' && body.mode === 'greedy') return this.repeat({ ...body, mode: 'possessive' })
    if (body.kind === 'newline' || body.kind === 'cluster') return this.convert(body)
    if (body.kind === 'repeat' && body.mode === 'possessive') return this.repeat(body)
    if (body.kind === 'sequence') {
      const head = body.items.slice(0, -1)
      const tail: AtomicNode = { kind: 'atomic', body: body.items.at(-1)! }
      if (head.every((item) => this.fixed(item))) {
        return this.convert({ kind: 'sequence', items: [...head, tail] })
      }
    }
    return this.widen ? this.convert(body) : null
  }

  private look(node: LookNode, negative: boolean): LinearNode | null {
    const symbols = hasGroup(node.body) ? null : edgeSymbols(node.body, node.ahead)
    if (symbols !== null) return edge(node.ahead, negative ? otherSymbols(symbols) : symbols)
    // \b in a look, and a look the other way, see both neighbours; a positive one can stand without the look.
    if (!negative && measure(node.body).max === 0 && node.body.kind !== 'call') return this.convert(node.body)
    return this.widen ? empty : null
  }

  private conditional(node: ConditionalNode): LinearNode | null {
    if (node.condition.kind === 'define') return empty
    const yes = this.convert(node.yes)
    const no = this.convert(node.no)
    if (node.condition.kind !== 'look') return this.widen && yes !== null && no !== null ? choice(yes, no) : null
    const look = node.condition.look
    const holds = this.look(look, look.negative)
    const fails = this.look(look, !look.negative)
    if (holds === null || fails === null || yes === null || no === null) return null
    return choice(sequence(holds, yes), sequence(fails, no))
  }

  private call(group: number): LinearNode | null {
    const target = group === 0 || this.calls >= callLimit ? null : findGroup(this.root, group)
    if (target === null) return this.widen ? anything : null
    // What a call captures is undone when it returns. A group that calls itself ends at the limit.
    this.calls++
    this.stripped++
    const body = this.convert(target)
    this.stripped--
    return body
  }
}

// A group in a look captures, so the look cannot shrink to an edge.
function hasGroup(node: Node): boolean {
  switch (node.kind) {
    case 'group':
      return true
    case 'sequence':
      return node.items.some(hasGroup)
    case 'choice':
      return node.options.some(hasGroup)
    case 'repeat':
    case 'atomic':
    case 'look':
      return hasGroup(node.body)
    case 'conditional':
      return true
    default:
      return false
  }
}

function findGroup(node: Node, index: number): Node | null {
  switch (node.kind) {
    case 'group':
      return node.index === index ? node.body : findGroup(node.body, index)
    case 'sequence':
      return firstGroup(node.items, index)
    case 'choice':
      return firstGroup(node.options, index)
    case 'repeat':
    case 'atomic':
    case 'look':
      return findGroup(node.body, index)
    case 'conditional': {
      const parts = node.condition.kind === 'look' ? [node.condition.look, node.yes, node.no] : [node.yes, node.no]
      return firstGroup(parts, index)
    }
    default:
      return null
  }
}

function firstGroup(nodes: readonly Node[], index: number): Node | null {
  for (const node of nodes) {
    const found = findGroup(node, index)
    if (found !== null) return found
  }
  return null
}

/** The tree of the pattern for the linear engines, or null when the pattern is not regular (or not seen to be). */
export function linearise(root: Node): LinearNode | null {
  return new Lineariser(root, false).convert(root)
}

/** A regular tree that matches wherever the pattern does, and maybe elsewhere. Not for patterns with `(*ACCEPT)`. */
export function widen(root: Node): LinearNode {
  const tree = new Lineariser(root, true).convert(root)
  if (tree === null) throw new Error('a pattern could not be widened')
  return tree
}

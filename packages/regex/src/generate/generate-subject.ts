import type { Pattern } from '../pattern.js'
import { emptyNode, type Node } from '../syntax/ast.js'
import { parsePattern } from '../syntax/parse-pattern.js'

/** Numbers from 0 up to 1, as Math.random gives them; tests pass a seeded one. */
export type Random = () => number

const alphabet = 'aAbBzZ09_ -\'"<>()[]{};:,./\\|&%$#@!?=+*~^`\t\n\r\x00\x0b\x7f\x80\x85\xa0\xc3\xe9\xff'

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[Math.floor(random() * items.length)]!
}

// Writes a text that the tree probably matches; what looks around or calls is only guessed at.
class Writer {
  private readonly random: Random
  private readonly groups = new Map<number, string>()
  private readonly bodies = new Map<number, Node>()
  private readonly root: Node
  private depth = 0
  private budget = 400

  constructor(root: Node, random: Random) {
    this.root = root
    this.random = random
  }

  write(node: Node): string {
    if (this.budget < 0) return ''
    switch (node.kind) {
      case 'set': {
        this.budget--
        return String.fromCharCode(pick(node.set.bytes(), this.random))
      }
      case 'sequence': {
        let text = ''
        for (const item of node.items) text += this.write(item)
        return text
      }
      case 'choice':
        return this.write(pick(node.options, this.random))
      case 'repeat': {
        const spread = Math.min(node.max - node.min, this.random() < 0.1 ? 12 : 3)
        const count = node.min + Math.floor(this.random() * (spread + 1))
        let text = ''
        for (let i = 0; i < count; i++) text += this.write(node.body)
        return text
      }
      case 'group': {
        this.bodies.set(node.index, node.body)
        const text = this.write(node.body)
        this.groups.set(node.index, text)
        return text
      }
      case 'atomic':
        return this.write(node.body)
      case 'look':
        // What a lookahead wants often stands there anyway.
        return node.ahead && !node.negative && this.random() < 0.2 ? this.write(node.body) : ''
      case 'reference':
        return this.groups.get(node.groups[0]!) ?? ''
      case 'call': {
        const body = node.group === 0 ? this.root : this.bodies.get(node.group)
        if (body === undefined || this.depth > 4) return ''
        this.depth++
        const text = this.write(body)
        this.depth--
        return text
      }
      case 'conditional':
        return this.write(this.random() < 0.5 ? node.yes : node.no)
      case 'newline':
        return pick(['\n', '\r\n', '\r', '\x85'], this.random)
      case 'cluster':
        return pick(['a', '\r\n', '\r'], this.random)
      case 'assert':
        return (node.what === 'lineEnd' || node.what === 'lineStart') && this.random() < 0.3 ? '\n' : ''
      case 'empty':
      case 'never':
      case 'keep':
      case 'verb':
        return ''
      default:
        return node satisfies never
    }
  }
}

const trees = new WeakMap<Pattern, Node>()

// Many subjects are made for one pattern, so its tree is kept.
function treeOf(pattern: Pattern): Node {
  let tree = trees.get(pattern)
  if (tree === undefined) {
    const parsed = parsePattern(pattern.source, pattern.flags)
    tree = parsed.kind === 'problem' ? emptyNode : parsed.root
    trees.set(pattern, tree)
  }
  return tree
}

function noise(length: number, random: Random): string {
  let text = ''
  for (let i = 0; i < length; i++) {
    text += random() < 0.7 ? pick([...alphabet], random) : String.fromCharCode(Math.floor(random() * 256))
  }
  return text
}

// Changes a text in one place.
function mutate(text: string, random: Random): string {
  const at = Math.floor(random() * (text.length + 1))
  switch (Math.floor(random() * 6)) {
    case 0:
      return text.slice(0, at) + noise(1, random) + text.slice(at)
    case 1:
      return text.slice(0, at) + text.slice(at + 1)
    case 2:
      return text.slice(0, at) + noise(1, random) + text.slice(at + 1)
    case 3:
      return text.slice(0, at) + text.slice(Math.floor(random() * (at + 1)))
    case 4: {
      const letter = text.charAt(at)
      const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
      return text.slice(0, at) + (/[a-zA-Z]/.test(letter) ? other : letter) + text.slice(at + 1)
    }
    default:
      return text.slice(0, at)
  }
}

/**
 * Makes up a subject for a pattern: one that probably matches, one that nearly does, or noise, with something before and
 * behind now and then. For tests that compare engines and filters.
 */
export function generateSubject(pattern: Pattern, random: Random): string {
  const tree = treeOf(pattern)
  const kind = random()
  if (kind < 0.1) return noise(Math.floor(random() * 30), random)
  let text = new Writer(tree, random).write(tree)
  if (kind < 0.55) for (let i = Math.floor(random() * 3); i >= 0; i--) text = mutate(text, random)
  if (random() < 0.3) text = noise(Math.floor(random() * 8), random) + text
  if (random() < 0.3) text += noise(Math.floor(random() * 8), random)
  return random() < 0.05 ? `${text}\n` : text
}

/**
 * Makes a subject of `length` bytes that is hard on an engine: one piece that the pattern likes over and over, which
 * makes backtracking try most, or many different ones, which makes an automaton meet most states.
 */
export function generateHostile(pattern: Pattern, length: number, random: Random): string {
  const tree = treeOf(pattern)
  const piece = (longest: number): string => {
    const text = new Writer(tree, random).write(tree)
    const from = Math.floor(random() * text.length)
    return text.slice(from, from + 1 + Math.floor(random() * longest)) || noise(3, random)
  }
  const tail = random() < 0.5 ? noise(2, random) : ''
  let body = ''
  if (random() < 0.5) body = piece(24)
  else for (let i = 0; i < 400; i++) body += piece(12)
  return body.repeat(Math.ceil(length / body.length)).slice(0, length - tail.length) + tail
}

import type { LinearNode } from '../analysis/linear-node.js'
import { ByteSet } from '../syntax/byte-set.js'
import { classify, finalNewlineSymbol, operation, type Program, type ProgramSet } from './program.js'

/** What a program is for. */
export interface ProgramKind {
  /** Reads the subject from its end: finds where matches start. */
  readonly reverse: boolean
  /** Keeps the groups, and the order in which PCRE2 tries its choices. */
  readonly captures: boolean
  /** How many groups the pattern has. */
  readonly groups: number
}

/** True when the node can match the empty string. */
function isNullable(node: LinearNode): boolean {
  switch (node.kind) {
    case 'empty':
    case 'edge':
    case 'keep':
      return true
    case 'never':
    case 'set':
      return false
    case 'sequence':
      return node.items.every(isNullable)
    case 'choice':
      return node.options.some(isNullable)
    case 'repeat':
      return node.min === 0 || isNullable(node.body)
    case 'group':
      return isNullable(node.body)
    default:
      return node satisfies never
  }
}

// Where to go on, by how many of the enclosing loops whose body can be empty have eaten something in their present
// round (the outer ones eat first). PCRE2 leaves such a loop after an empty round, so the two ways must be apart.
type Entries = readonly number[]

class Builder {
  private readonly operations: number[] = []
  private readonly x: number[] = []
  private readonly y: number[] = []
  private readonly sets: ProgramSet[] = []
  /** Sets by their hash, or by the next number that was free. */
  private readonly setIndex = new Map<number, number>()
  private readonly kind: ProgramKind
  private seesBehind = false
  private keeps = false

  constructor(kind: ProgramKind) {
    this.kind = kind
  }

  finish(root: LinearNode): Program {
    const match = this.emit(operation.match, -1, -1)
    let start: number
    if (this.kind.captures) {
      const close = this.emit(operation.save, match, 1)
      start = this.emit(operation.save, this.build(root, [close])[0]!, 0)
    } else {
      start = this.build(root, [match])[0]!
    }
    const searchStart = this.emit(operation.split, start, -1)
    const all = this.set(ByteSet.all, true, false)
    this.y[searchStart] = this.emit(operation.byte, searchStart, all)
    const { classes, classCount, members } = classify(this.sets)
    return {
      operations: Uint8Array.from(this.operations),
      x: Int32Array.from(this.x),
      y: Int32Array.from(this.y),
      size: this.operations.length,
      start,
      searchStart,
      classes,
      classCount,
      members,
      slots: (this.kind.groups + 1) * 2,
      keepsSlots: this.kind.groups > 0 || this.keeps,
      seesFinalNewline: classes[finalNewlineSymbol] !== classes[0x0a],
      seesBehind: this.seesBehind,
    }
  }

  private emit(code: number, x: number, y: number): number {
    this.operations.push(code)
    this.x.push(x)
    this.y.push(y)
    return this.operations.length - 1
  }

  /** The number of a set; equal ones have the same. */
  private set(bytes: ByteSet, finalNewline: boolean, outside: boolean): number {
    for (let hash = bytes.hash; ; hash++) {
      const index = this.setIndex.get(hash)
      if (index === undefined) {
        this.setIndex.set(hash, this.sets.length)
        return this.sets.push({ bytes, finalNewline, outside }) - 1
      }
      const known = this.sets[index]!
      if (known.finalNewline === finalNewline && known.outside === outside && known.bytes.equals(bytes)) return index
    }
  }

  // Emits one instruction for each different entry.
  private each(entries: Entries, make: (entry: number, level: number) => number): Entries {
    const made: number[] = []
    for (let level = 0; level < entries.length; level++) {
      const same = level > 0 && entries[level] === entries[level - 1]
      made.push(same ? made[level - 1]! : make(entries[level]!, level))
    }
    return made
  }

  private build(node: LinearNode, next: Entries): Entries {
    switch (node.kind) {
      case 'empty':
        return next
      case 'never': {
        const fail = this.emit(operation.fail, -1, -1)
        return next.map(() => fail)
      }
      case 'set': {
        const eat = this.emit(operation.byte, next[next.length - 1]!, this.set(node.set, node.set.has(0x0a), false))
        return next.length === 1 ? [eat] : next.map(() => eat)
      }
      case 'edge': {
        const ahead = node.ahead !== this.kind.reverse
        if (!ahead) this.seesBehind = true
        const { bytes, finalNewline, outside } = node.symbols
        const set = this.set(bytes, finalNewline, outside)
        return this.each(next, (entry) => this.emit(ahead ? operation.ahead : operation.behind, entry, set))
      }
      case 'keep':
        this.keeps = true
        return this.kind.captures ? this.each(next, (entry) => this.emit(operation.save, entry, 0)) : next
      case 'sequence': {
        let entries = next
        const { items } = node
        if (this.kind.reverse) for (const item of items) entries = this.build(item, entries)
        else for (let i = items.length - 1; i >= 0; i--) entries = this.build(items[i]!, entries)
        return entries
      }
      case 'choice':
        return this.choice(node.options, next)
      case 'group': {
        if (!this.kind.captures) return this.build(node.body, next)
        const close = this.each(next, (entry) => this.emit(operation.save, entry, node.index * 2 + 1))
        const body = this.build(node.body, close)
        return this.each(body, (entry) => this.emit(operation.save, entry, node.index * 2))
      }
      case 'repeat':
        return this.repeat(node.body, node.min, node.max, node.greedy, next)
      default:
        return node satisfies never
    }
  }

  private split(preferred: Entries, other: Entries): Entries {
    const made: number[] = []
    for (let level = 0; level < preferred.length; level++) {
      const first = preferred[level]!
      const second = other[level]!
      const same = level > 0 && first === preferred[level - 1] && second === other[level - 1]
      made.push(same ? made[level - 1]! : this.emit(operation.split, first, second))
    }
    return made
  }

  private choice(options: readonly LinearNode[], next: Entries): Entries {
    let entries = this.build(options.at(-1)!, next)
    for (let i = options.length - 2; i >= 0; i--) entries = this.split(this.build(options[i]!, next), entries)
    return entries
  }

  private either(body: Entries, exit: Entries, greedy: boolean): Entries {
    return greedy ? this.split(body, exit) : this.split(exit, body)
  }

  private repeat(body: LinearNode, min: number, max: number, greedy: boolean, next: Entries): Entries {
    let entries = next
    let copies = min
    if (max === Number.POSITIVE_INFINITY) {
      entries = this.loop(body, greedy, next)
      if (min === 0) entries = this.either(entries, next, greedy)
      else copies = min - 1
    } else {
      for (let i = min; i < max; i++) entries = this.either(this.build(body, entries), next, greedy)
    }
    for (let i = 0; i < copies; i++) entries = this.build(body, entries)
    return entries
  }

  // One round or more.
  private loop(body: LinearNode, greedy: boolean, next: Entries): Entries {
    const again = this.emit(operation.split, -1, -1)
    const exit = next.at(-1)!
    const parted = this.kind.captures && isNullable(body)
    const after = parted ? [...next, again] : next.map(() => again)
    const entries = this.build(body, after)
    const round = entries[next.length - 1]!
    this.x[again] = greedy ? round : exit
    this.y[again] = greedy ? exit : round
    return entries.slice(0, next.length)
  }
}

/** Builds the automaton of a regular pattern. */
export function buildProgram(root: LinearNode, kind: ProgramKind): Program {
  return new Builder(kind).finish(root)
}

/** How many instructions a program of this tree has, roughly; Infinity beyond any use. */
export function programSize(node: LinearNode): number {
  switch (node.kind) {
    case 'sequence':
      return node.items.reduce((sum, item) => sum + programSize(item), 0)
    case 'choice':
      return node.options.reduce((sum, option) => sum + programSize(option) + 1, 0)
    case 'group':
      return programSize(node.body) + 2
    case 'repeat': {
      const copies = node.max === Number.POSITIVE_INFINITY ? Math.max(node.min, 1) : node.max
      return copies * (programSize(node.body) + 1) + 1
    }
    default:
      return 1
  }
}

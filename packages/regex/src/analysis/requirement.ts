import type { Node } from '../syntax/ast.js'
import type { ByteSet } from '../syntax/byte-set.js'
import { filterValue } from './filter-value.js'

/**
 * What every value that matches must hold: of each set, at least one string, compared with ASCII letter case folded (the
 * strings are lower case). Sets come best filter first. Null when nothing can be required.
 */
export type Requirement = readonly (readonly string[])[] | null

const maxStrings = 64
const maxCandidates = 256
const maxLength = 40
const maxSets = 8

// What is known of a node. `exact`: all strings it can match, when they are few. `sets`: what its matches hold.
interface Knowledge {
  readonly exact: readonly string[] | null
  readonly sets: readonly (readonly string[])[]
}

const nothing: Knowledge = { exact: null, sets: [] }
const emptyString: Knowledge = { exact: [''], sets: [] }

function lowerBytes(set: ByteSet): string[] | null {
  // Both cases of a letter are one string.
  if (set.size > maxStrings + 26) return null
  const strings: string[] = []
  for (const byte of set.bytes()) {
    const upper = byte >= 0x41 && byte <= 0x5a
    if (upper && set.has(byte + 32)) continue
    strings.push(String.fromCharCode(upper ? byte + 32 : byte))
  }
  return strings.length <= maxStrings ? strings : null
}

// A set of strings fit to be required: without those that hold another one, or null when the empty string is in.
function tidy(strings: readonly string[]): readonly string[] | null {
  if (strings.length === 1) return strings[0] === '' ? null : strings
  const unique = [...new Set(strings)].sort((a, b) => a.length - b.length)
  if (unique.length === 0 || unique.length > maxCandidates || unique[0] === '') return null
  // Different strings of one length cannot hold each other.
  if (unique[0]!.length === unique.at(-1)!.length) return unique.length > maxStrings ? null : trim(unique.sort())
  const kept: string[] = []
  for (const text of unique) if (!kept.some((shorter) => text.includes(shorter))) kept.push(text)
  return kept.length > maxStrings ? null : trim(kept.sort())
}

// Cuts a byte off every string where that makes the set a better filter: ` select` after any white space is `select`.
function trim(strings: readonly string[]): readonly string[] {
  let best = [...strings]
  for (;;) {
    const shorter = [best.map((text) => text.slice(1)), best.map((text) => text.slice(0, -1))]
    let better: string[] | null = null
    for (const cut of shorter) {
      const unique = [...new Set(cut)]
      if (unique.length >= best.length || unique.includes('')) continue
      if (filterValue(unique) >= filterValue(better ?? best)) better = unique
    }
    if (better === null) return best
    best = better.sort()
  }
}

function union(lists: readonly (readonly string[])[]): readonly string[] | null {
  const all = new Set<string>()
  for (const list of lists) for (const text of list) all.add(text)
  return all.size > maxStrings ? null : [...all]
}

function choice(parts: readonly Knowledge[]): Knowledge {
  const exacts: (readonly string[])[] = []
  for (const part of parts) if (part.exact !== null) exacts.push(part.exact)
  if (exacts.length === parts.length) {
    const exact = union(exacts)
    if (exact !== null) return { exact, sets: [] }
  }
  // One set: the best of each alternative, together.
  const best: string[] = []
  for (const part of parts) {
    const sets = part.exact === null ? part.sets : [part.exact]
    let chosen: readonly string[] | null = null
    for (const set of sets) {
      const tidied = tidy(set)
      if (tidied !== null && (chosen === null || filterValue(tidied) > filterValue(chosen))) chosen = tidied
    }
    if (chosen === null) return nothing
    best.push(...chosen)
  }
  const set = tidy(best)
  return set === null ? nothing : { exact: null, sets: [set] }
}

// Collects what a sequence holds: strings that stand next to each other grow together as long as they stay few.
class Run {
  private exact: readonly string[] = ['']
  private readonly sets: (readonly string[])[] = []
  private broken = false

  add(part: Knowledge): void {
    if (part.exact === null) {
      this.break()
      this.sets.push(...part.sets)
      return
    }
    const product = cross(this.exact, part.exact)
    if (product === null) {
      this.break()
      this.exact = part.exact
    } else this.exact = product
  }

  // What follows does not stand next to what came before.
  break(): void {
    this.flush()
    this.exact = ['']
    this.broken = true
  }

  private flush(): void {
    const set = tidy(this.exact)
    if (set !== null) this.sets.push(set)
  }

  finish(): Knowledge {
    if (!this.broken) return { exact: this.exact, sets: [] }
    this.flush()
    return { exact: null, sets: this.sets }
  }
}

function cross(left: readonly string[], right: readonly string[]): readonly string[] | null {
  if (left.length * right.length > maxStrings) return null
  if (right.length === 1) {
    const tail = right[0]!
    if (tail === '') return left
    if (left.some((text) => text.length + tail.length > maxLength)) return null
    return left.map((text) => text + tail)
  }
  const product = new Set<string>()
  for (const a of left) {
    for (const b of right) {
      if (a.length + b.length > maxLength) return null
      product.add(a + b)
    }
  }
  return [...product]
}

function repeat(body: Node, min: number, max: number): Knowledge {
  if (max === 0) return emptyString
  const part = know(body)
  if (min === 0) {
    if (max === 1 && part.exact !== null) return choice([part, emptyString])
    return nothing
  }
  const run = new Run()
  const copies = Math.min(min, maxLength)
  for (let i = 0; i < copies; i++) run.add(part)
  if (min === max && copies === min) return run.finish()
  run.break()
  // What follows stands next to the last copy.
  for (let i = 0; i < Math.min(copies, 2); i++) run.add(part)
  return run.finish()
}

function know(node: Node): Knowledge {
  switch (node.kind) {
    case 'set': {
      const strings = lowerBytes(node.set)
      return strings === null ? nothing : { exact: strings, sets: [] }
    }
    case 'never':
      return { exact: [], sets: [] }
    case 'empty':
    case 'assert':
    case 'keep':
      return emptyString
    case 'sequence': {
      const run = new Run()
      for (const item of node.items) addTo(run, item)
      return run.finish()
    }
    case 'choice':
      return choice(node.options.map(know))
    case 'repeat':
      return repeat(node.body, node.min, node.max)
    case 'group':
    case 'atomic':
      return know(node.body)
    case 'conditional':
      return node.condition.kind === 'define' ? emptyString : choice([know(node.yes), know(node.no)])
    case 'look':
    case 'verb':
      return emptyString
    case 'newline':
      return { exact: ['\n', '\x0b', '\f', '\r', '\x85', '\r\n'], sets: [] }
    case 'cluster':
    case 'reference':
    case 'call':
      return nothing
    default:
      return node satisfies never
  }
}

// A repeat in a sequence does not end the run where its last copy stands: `ab+c` holds `ab` and `bc`.
function addTo(run: Run, node: Node): void {
  if (node.kind === 'group' || node.kind === 'atomic') {
    addTo(run, node.body)
  } else if (node.kind === 'sequence') {
    for (const item of node.items) addTo(run, item)
  } else if (node.kind === 'repeat' && node.min > 0 && node.min !== node.max) {
    const part = know(node.body)
    for (let i = 0; i < Math.min(node.min, maxLength); i++) run.add(part)
    run.break()
    run.add(part)
  } else run.add(know(node))
}

/** Works out what a value must hold to match the pattern. `accepts` is true when `(*ACCEPT)` may end it anywhere. */
export function requirementOf(root: Node, accepts: boolean): Requirement {
  if (accepts) return null
  const knowledge = know(root)
  const sets = knowledge.exact === null ? knowledge.sets : [knowledge.exact]
  const useful = new Map<string, readonly string[]>()
  for (const set of sets) {
    const tidied = tidy(set)
    if (tidied !== null) useful.set(tidied.join('\0'), tidied)
  }
  const ordered = [...useful.values()].sort((a, b) => filterValue(b) - filterValue(a)).slice(0, maxSets)
  return ordered.length === 0 ? null : ordered
}

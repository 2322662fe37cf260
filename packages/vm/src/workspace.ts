import type { LinkedProgram } from './linked-program.js'
import type { LinkedItem } from './selection.js'
import type { Target } from './target.js'
import { ValueTable } from './value.js'

/** The memory that one transaction works in, used again by later ones. */
export class Workspace {
  readonly values: ValueTable
  readonly #linked: LinkedProgram
  /** What the prefilter keeps of the values of each pair and of each group together; valid where `isReady` says so. */
  readonly #pairs: Int32Array
  readonly #pairIsReady: Uint8Array
  readonly #groups: Int32Array
  readonly #groupIsReady: Uint8Array

  constructor(linked: LinkedProgram) {
    const { groups, prefilter, chains } = linked
    this.#linked = linked
    this.values = new ValueTable(chains.length, prefilter)
    this.#pairs = new Int32Array(groups.pairs.length * prefilter.words)
    this.#pairIsReady = new Uint8Array(groups.pairs.length)
    this.#groups = new Int32Array(groups.pairsOf.length * prefilter.words)
    this.#groupIsReady = new Uint8Array(groups.pairsOf.length)
  }

  /** The values of variables may have changed. */
  forgetGroups(): void {
    this.#pairIsReady.fill(0)
    this.#groupIsReady.fill(0)
  }

  /** Whether an operator can match any value of a group. `collect` gives the values of an item when they are first needed. */
  groupCanMatch(group: number, bit: number, collect: (item: LinkedItem) => readonly Target[]): boolean {
    const { prefilter, groups } = this.#linked
    const { words } = prefilter
    const at = group * words
    if (this.#groupIsReady[group] === 0) {
      this.#groupIsReady[group] = 1
      this.#groups.fill(0, at, at + words)
      for (const pair of groups.pairsOf[group]!) {
        if (this.#pairIsReady[pair] === 0) this.#lookAtPair(pair, collect)
        for (let word = 0, from = pair * words; word < words; word++)
          this.#groups[at + word]! |= this.#pairs[from + word]!
      }
    }
    return prefilter.canMatch(bit, this.#groups, at)
  }

  /** Ready for the next transaction; false when it grew too large to be kept. */
  clear(): boolean {
    this.forgetGroups()
    return this.values.clear()
  }

  #lookAtPair(pair: number, collect: (item: LinkedItem) => readonly Target[]): void {
    this.#pairIsReady[pair] = 1
    const { words } = this.#linked.prefilter
    const at = pair * words
    this.#pairs.fill(0, at, at + words)
    const { item, chain } = this.#linked.groups.pairs[pair]!
    const linkedChain = this.#linked.chains[chain]!
    for (const target of collect(item)) {
      this.values.joinKept(this.values.after(target.value, linkedChain), this.#pairs, at)
    }
  }
}

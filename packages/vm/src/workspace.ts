import { maskWords } from './byte-mask.js'
import type { LinkedChain } from './linked-chains.js'
import type { LinkedProgram } from './linked-program.js'
import type { LinkedItem } from './selection.js'
import type { Target } from './target.js'
import type { ValueTable } from './value.js'

/** Notes of a value as one of an entry: seen in one transaction; no rule matched it, whatever a chain made of it; some may. */
const seen = 1
const silent = 2
const loud = 3

/** The memory that one transaction works in, used again by later ones. */
export class Workspace {
  readonly #linked: LinkedProgram
  #values: ValueTable | null = null
  readonly #pairsOf: readonly Int32Array[]
  readonly #words: number
  /** Rows of candidates: first one for the values of each item as they are, then one for each pair. */
  readonly #candidates: Int32Array
  /** Where the row of each pair is; valid where `isReady` says so. */
  readonly #rowOf: Int32Array
  readonly #isReady: Uint8Array
  readonly #itemIsReady: Uint8Array
  /** Bytes that occur in the values of each item. */
  readonly #itemBytes: Int32Array
  /** The candidates of all pairs that were looked at: mostly that tells enough. */
  readonly #anywhere: Int32Array
  readonly #groupIsReady: Uint8Array
  /** The values of each item that are not known to match nothing. */
  readonly #active: number[][]
  #epoch = -1
  #learns = false
  #leavesOut = false
  /** Some value is missing in the rows because it is known to match nothing. */
  #hasLeftOut = false

  constructor(linked: LinkedProgram) {
    const { groups, prefilter, itemCount } = linked
    this.#linked = linked
    this.#pairsOf = groups.pairsOf
    this.#words = prefilter.words
    this.#candidates = new Int32Array((itemCount + groups.pairs.length) * prefilter.words)
    this.#rowOf = new Int32Array(groups.pairs.length)
    this.#isReady = new Uint8Array(groups.pairs.length)
    this.#itemIsReady = new Uint8Array(itemCount)
    this.#itemBytes = new Int32Array(itemCount * maskWords)
    this.#anywhere = new Int32Array(prefilter.words)
    this.#groupIsReady = new Uint8Array(groups.pairsOf.length)
    this.#active = Array.from({ length: itemCount }, () => [])
  }

  /** The values that the phase works with; between phases there are none. */
  get values(): ValueTable {
    return this.#values!
  }

  /** A phase is running. */
  get isBusy(): boolean {
    return this.#values !== null
  }

  /**
   * A phase begins, with very many values or not. Until `leave`, numbers of values hold. In the phase that most rules are
   * for, it is noted which values match nothing.
   */
  enter(isLarge: boolean, isMain: boolean): void {
    this.#values = this.#linked.values.take(isLarge)
    this.#values.work = 0
    this.#leavesOut = !isLarge
    this.#learns = isMain && !isLarge
    this.#useNotes()
  }

  /** The phase has ended. */
  leave(): void {
    this.#linked.values.release(this.values)
    this.#values = null
  }

  /** The values of variables may have changed. */
  forgetGroups(): void {
    this.#isReady.fill(0)
    this.#itemIsReady.fill(0)
    this.#groupIsReady.fill(0)
    this.#anywhere.fill(0)
    this.#hasLeftOut = false
  }

  /** Whether the first condition of a rule can match any value. `collect` gives the values of an item when they are first needed. */
  ruleCanMatch(rule: number, collect: (item: LinkedItem) => readonly Target[]): boolean {
    const { groups, reached } = this.#linked
    const group = groups.ofRule[rule]!
    const bit = groups.bitOfRule[rule]!
    reached.reach(rule)
    if (this.#epoch !== reached.epoch) this.#useNotes()
    if (this.#groupIsReady[group] === 0) this.#lookAtGroup(group, collect)
    const word = bit >>> 5
    const mask = 1 << (bit & 31)
    return (this.#anywhere[word]! & mask) !== 0 && this.#isCandidateOf(group, word, mask)
  }

  /** Values that matched nothing may match a rule that was never come to before. */
  #useNotes(): void {
    const { epoch } = this.#linked.reached
    this.values.useNotes(epoch)
    this.#epoch = epoch
    if (this.#hasLeftOut) this.forgetGroups()
  }

  #isCandidateOf(group: number, word: number, mask: number): boolean {
    const ofGroup = this.#pairsOf[group]!
    const rowOf = this.#rowOf
    const candidates = this.#candidates
    for (let i = 0; i < ofGroup.length; i++) if ((candidates[rowOf[ofGroup[i]!]! + word]! & mask) !== 0) return true
    return false
  }

  #lookAtGroup(group: number, collect: (item: LinkedItem) => readonly Target[]): void {
    this.#groupIsReady[group] = 1
    for (const pair of this.#pairsOf[group]!) if (this.#isReady[pair] === 0) this.#lookAtPair(pair, collect)
  }

  #lookAtPair(pair: number, collect: (item: LinkedItem) => readonly Target[]): void {
    const { groups, chains, itemCount } = this.#linked
    const { item, chain } = groups.pairs[pair]!
    const linkedChain = chains[chain]!
    this.#isReady[pair] = 1
    if (this.#itemIsReady[item.number] === 0) this.#lookAtItem(item.number, collect(item))
    if (!this.#changes(linkedChain, item.number)) {
      this.#rowOf[pair] = item.number * this.#words
      return
    }
    const candidates = this.#candidates
    const values = this.values
    const active = this.#active[item.number]!
    const at = (itemCount + pair) * this.#words
    this.#rowOf[pair] = at
    candidates.fill(0, at, at + this.#words)
    for (let i = 0; i < active.length; i++) values.joinKept(values.after(active[i]!, linkedChain), candidates, at)
    this.#joinAnywhere(at)
  }

  #lookAtItem(item: number, targets: readonly Target[]): void {
    const candidates = this.#candidates
    const bytes = this.#itemBytes
    const values = this.values
    const active = this.#active[item]!
    const at = item * this.#words
    const bytesAt = item * maskWords
    this.#itemIsReady[item] = 1
    active.length = 0
    candidates.fill(0, at, at + this.#words)
    bytes.fill(0, bytesAt, bytesAt + maskWords)
    for (const { value } of targets) {
      if (this.#leavesOut && this.#isSilent(value, item)) {
        this.#hasLeftOut = true
        continue
      }
      active.push(value)
      values.joinKept(value, candidates, at)
      values.joinBytes(value, bytes, bytesAt)
    }
    this.#joinAnywhere(at)
  }

  /** Whether a value is known to match no rule that looks at this item. That is found out when it comes a second time. */
  #isSilent(value: number, item: number): boolean {
    const { values } = this
    const note = values.note(value, item)
    if (note >= silent || !this.#learns) return note === silent
    const next = note !== seen ? seen : this.#matchesNothing(value, item) ? silent : loud
    values.setNote(value, item, next)
    return next === silent
  }

  #matchesNothing(value: number, item: number): boolean {
    const { groups, chains, reached } = this.#linked
    const { values } = this
    for (const pair of groups.pairsOfItem[item]!) {
      const after = values.after(value, chains[groups.pairs[pair]!.chain]!)
      if (values.isCandidateOf(after, reached.operators, pair * this.#words)) return false
    }
    return true
  }

  /** Whether a chain may change any value of an item. */
  #changes({ parent, touches }: LinkedChain, item: number): boolean {
    if (parent === null) return false
    if (touches === null) return true
    const bytes = this.#itemBytes
    const at = item * maskWords
    for (let word = 0; word < maskWords; word++) if ((touches[word]! & bytes[at + word]!) !== 0) return true
    return false
  }

  #joinAnywhere(at: number): void {
    for (let word = 0; word < this.#words; word++) this.#anywhere[word]! |= this.#candidates[at + word]!
  }
}

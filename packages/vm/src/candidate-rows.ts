import { mostGroups } from './member-group.js'
import { RowSet } from './row-set.js'

/** Rows beyond this are not kept, nor are those of later values. */
const mostEntries = 131_072
const mostValues = 2 ** 31 / mostGroups - 1
const firstCapacity = 1024

/**
 * Which conditions may hold for a value as a member of a group: the number of a row of bits for each pair that was looked at. A
 * row becomes smaller as operators are found not to match, so it is final once it was the same twice. A hash table in
 * one flat array, so that a look-up touches one place in memory.
 */
export class CandidateRows {
  readonly #words: number
  /** Pairs: the key of an entry, or 0, and the number of its row, doubled, odd when it is final. */
  #entries = new Int32Array(firstCapacity * 2)
  #count = 0
  #epoch = -1
  /** The rows themselves; others take their place when nothing that was kept holds any more. */
  set: RowSet

  constructor(words: number) {
    this.#words = words
    this.set = new RowSet(words)
  }

  /** Rows of another epoch do not hold. */
  use(epoch: number): void {
    if (this.#epoch === epoch) return
    this.#epoch = epoch
    this.clear()
  }

  clear(): void {
    if (this.#count === 0) return
    this.#entries.fill(0)
    this.#count = 0
    this.set = new RowSet(this.#words)
  }

  /** Takes over the rows of values that have other numbers here; -1: they are not here. */
  inherit(old: CandidateRows, numbers: Int32Array): void {
    this.#epoch = old.#epoch
    for (let at = 0; at < old.#entries.length; at += 2) {
      const key = old.#entries[at]! - 1
      if (key < 0) continue
      const number = numbers[Math.floor(key / mostGroups)]!
      if (number < 0 || number > mostValues) continue
      const to = this.#add(number * mostGroups + (key % mostGroups) + 1)
      if (to < 0) return
      const row = old.#entries[at + 1]!
      this.#entries[to + 1] = (this.set.numberOf(old.set.rowOf(row >>> 1)) << 1) | (row & 1)
    }
  }

  /** The number of the final row of a pair, or -1. */
  find(value: number, group: number): number {
    if (group < 0 || value > mostValues) return -1
    const row = this.#entries[this.#placeOf(value * mostGroups + group + 1) + 1]!
    return (row & 1) === 0 ? -1 : row >>> 1
  }

  /** Notes a row that was found, and gives its number. */
  note(value: number, group: number, row: Int32Array): number {
    const number = this.set.numberOf(row)
    if (group < 0 || value > mostValues) return number
    const key = value * mostGroups + group + 1
    const there = this.#placeOf(key)
    if (this.#entries[there] === key) {
      const isFinal = this.#entries[there + 1]! >>> 1 === number
      this.#entries[there + 1] = (number << 1) | (isFinal ? 1 : 0)
      return number
    }
    const at = this.#add(key)
    // a row without a bit cannot become smaller
    if (at >= 0) this.#entries[at + 1] = (number << 1) | (number === 0 ? 1 : 0)
    return number
  }

  /** Makes an entry for a key that has none; where it is, or -1 when there are too many. */
  #add(key: number): number {
    if (this.#count >= mostEntries) return -1
    if (++this.#count * 4 > this.#entries.length) this.#grow()
    const at = this.#placeOf(key)
    this.#entries[at] = key
    return at
  }

  /** Where the entry of a key is, or would be. */
  #placeOf(key: number): number {
    const entries = this.#entries
    const mask = (entries.length >>> 1) - 1
    let place = (Math.imul(key, 0x9e3779b1) >>> 12) & mask
    while (entries[place * 2] !== 0 && entries[place * 2] !== key) place = (place + 1) & mask
    return place * 2
  }

  #grow(): void {
    const old = this.#entries
    this.#entries = new Int32Array(old.length * 2)
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] === 0) continue
      const to = this.#placeOf(old[at]!)
      this.#entries[to] = old[at]!
      this.#entries[to + 1] = old[at + 1]!
    }
  }
}

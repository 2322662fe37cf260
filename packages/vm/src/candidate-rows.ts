/** Entries beyond this are not kept. */
const mostEntries = 131_072
const firstCapacity = 1024
/** Words of an entry before its row: the key, and what is known of the row. */
const headWords = 2
/** What is known of a row: it may still become smaller; it is final; it is final and has no bit. */
const open = 0
const final = 1
const empty = 2

/**
 * Which conditions may hold for a value as one of an entry of variable lists: a row of bits for each pair that was looked at. A
 * row becomes smaller as operators are found not to match, so it is final once it was the same twice. A hash table in
 * one flat array, so that a look-up touches one place in memory.
 */
export class CandidateRows {
  readonly #items: number
  readonly #words: number
  readonly #stride: number
  #entries: Int32Array
  #capacity = firstCapacity
  #count = 0
  #epoch = -1
  /** Changes when all is forgotten. */
  version = 0

  constructor(items: number, words: number) {
    this.#items = items
    this.#words = words
    this.#stride = headWords + words
    this.#entries = new Int32Array(firstCapacity * this.#stride)
  }

  /** Rows of another epoch do not hold. */
  use(epoch: number): void {
    if (this.#epoch === epoch) return
    this.#epoch = epoch
    this.clear()
  }

  clear(): void {
    if (this.#count > 0) this.#entries.fill(0)
    this.#count = 0
    this.version++
  }

  /** Takes over the rows of values that have other numbers here; -1: they are not here. */
  inherit(old: CandidateRows, numbers: Int32Array): void {
    this.#epoch = old.#epoch
    for (let at = 0; at < old.#entries.length; at += this.#stride) {
      const key = old.#entries[at]! - 1
      if (key < 0) continue
      const number = numbers[Math.floor(key / this.#items)]!
      if (number < 0) continue
      const to = this.#add(number * this.#items + (key % this.#items) + 1)
      if (to < 0) return
      this.#entries.set(old.#entries.subarray(at + 1, at + this.#stride), to + 1)
    }
  }

  /** Copies the row of a pair when it is known; null when it is not, false when it has no bit. */
  copy(value: number, item: number, row: Int32Array): boolean | null {
    const at = this.#find(value * this.#items + item + 1)
    const entries = this.#entries
    if (entries[at + 1] !== final) return entries[at + 1] === empty ? false : null
    const from = at + headWords
    for (let word = 0; word < this.#words; word++) row[word] = entries[from + word]!
    return true
  }

  /** Notes a row that was found. */
  note(value: number, item: number, row: Int32Array): void {
    const key = value * this.#items + item + 1
    const there = this.#find(key)
    if (this.#entries[there] === key) {
      if (!this.#takes(there, row)) this.#entries[there + 1] = row.some((word) => word !== 0) ? final : empty
      return
    }
    const at = this.#add(key)
    if (at >= 0) this.#entries[at + 1] = this.#takes(at, row) ? open : empty
  }

  /** Makes an entry for a key that has none; where it is, or -1 when there are too many. */
  #add(key: number): number {
    if (this.#count >= mostEntries) return -1
    if (++this.#count * 2 > this.#capacity) this.#grow()
    const at = this.#find(key)
    this.#entries[at] = key
    return at
  }

  /** Writes a row; false when it is what is there already. */
  #takes(at: number, row: Int32Array): boolean {
    const entries = this.#entries
    let isOther = false
    for (let word = 0; word < this.#words; word++) {
      if (entries[at + headWords + word] === row[word]) continue
      entries[at + headWords + word] = row[word]!
      isOther = true
    }
    return isOther
  }

  /** Where the entry of a key is, or would be. */
  #find(key: number): number {
    const entries = this.#entries
    const stride = this.#stride
    const mask = this.#capacity - 1
    let place = (Math.imul(key, 0x9e3779b1) >>> 12) & mask
    while (entries[place * stride] !== 0 && entries[place * stride] !== key) place = (place + 1) & mask
    return place * stride
  }

  #grow(): void {
    const old = this.#entries
    const stride = this.#stride
    this.#capacity *= 2
    this.#entries = new Int32Array(this.#capacity * stride)
    for (let at = 0; at < old.length; at += stride) {
      if (old[at] !== 0) this.#entries.set(old.subarray(at, at + stride), this.#find(old[at]!))
    }
  }
}

const firstRows = 64

/** Distinct rows of bits by number, all of the same length; the number of the one without a bit is 0. */
export class RowSet {
  readonly words: number
  /** The rows, one behind the other; another array once there are more. */
  bits: Int32Array
  #count = 1
  /** Numbers of rows by their hash: an open table, 0 where it is free. */
  #index = new Int32Array(firstRows * 2)

  constructor(words: number) {
    this.words = words
    this.bits = new Int32Array(firstRows * words)
  }

  /** The number of a row, which is copied when it is new. */
  numberOf(row: Int32Array): number {
    if (this.#isAt(0, row)) return 0
    const slot = this.#slotOf(row)
    return this.#index[slot] !== 0 ? this.#index[slot]! : this.#add(row, slot)
  }

  /** The row of a number. */
  rowOf(number: number): Int32Array {
    return this.bits.subarray(number * this.words, (number + 1) * this.words)
  }

  #isAt(number: number, row: Int32Array): boolean {
    const from = number * this.words
    for (let word = 0; word < this.words; word++) if (this.bits[from + word] !== row[word]) return false
    return true
  }

  /** Where the number of a row is in the index, or would be. */
  #slotOf(row: Int32Array): number {
    let hash = 0
    for (let word = 0; word < this.words; word++) hash = Math.imul(hash ^ row[word]!, 0x9e3779b1) ^ (hash >>> 15)
    const mask = this.#index.length - 1
    let slot = (hash ^ (hash >>> 12)) & mask
    while (this.#index[slot] !== 0 && !this.#isAt(this.#index[slot]!, row)) slot = (slot + 1) & mask
    return slot
  }

  #add(row: Int32Array, slot: number): number {
    const number = this.#count++
    if (this.#count * this.words > this.bits.length) this.#grow()
    this.bits.set(row, number * this.words)
    this.#index[slot] = number
    if (this.#count * 2 > this.#index.length) this.#indexAgain()
    return number
  }

  #grow(): void {
    const bits = new Int32Array(this.bits.length * 2)
    bits.set(this.bits)
    this.bits = bits
  }

  #indexAgain(): void {
    this.#index = new Int32Array(this.#index.length * 2)
    for (let number = 1; number < this.#count; number++) this.#index[this.#slotOf(this.rowOf(number))] = number
  }
}

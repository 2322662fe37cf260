import { maskWords } from './byte-mask.js'
import type { LinkedChain } from './linked-chains.js'
import type { Prefilter } from './prefilter.js'

/** Values a table is made for; it grows when a transaction has more. */
const firstCapacity = 256
/** A table that grew beyond this is not used again. */
const largestKept = 8192

/**
 * All distinct texts of one transaction, by number. Equal texts share a number, so each is transformed once a chain and
 * scanned once, wherever it stands. What is known of a value lies in flat arrays, so that looking at a value makes no
 * garbage. Tables are used again by later transactions.
 */
export class ValueTable {
  readonly #texts: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #chains: number
  readonly #prefilter: Prefilter
  readonly #words: number
  #capacity = firstCapacity
  /** What each chain makes of each value, as the number plus one; 0 when that is not known yet. */
  #after: Int32Array
  #bytes: Int32Array
  #kept: Int32Array
  #isScanned: Uint8Array

  constructor(chains: number, prefilter: Prefilter) {
    this.#chains = chains
    this.#prefilter = prefilter
    this.#words = prefilter.words
    this.#after = new Int32Array(firstCapacity * chains)
    this.#bytes = new Int32Array(firstCapacity * maskWords)
    this.#kept = new Int32Array(firstCapacity * this.#words)
    this.#isScanned = new Uint8Array(firstCapacity)
  }

  /** The number of a text. */
  of(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const value = this.#texts.push(text) - 1
    this.#numbers.set(text, value)
    if (value >= this.#capacity) this.#grow()
    return value
  }

  text(value: number): string {
    return this.#texts[value]!
  }

  /** What a chain makes of a value. */
  after(value: number, chain: LinkedChain): number {
    const { parent, touches, ownTouches } = chain
    if (parent === null) return value
    const place = value * this.#chains + chain.index
    const known = this.#after[place]!
    if (known !== 0) return known - 1
    let result = value
    if (touches === null || this.#holdsOne(value, touches)) {
      result = this.after(value, parent)
      if (ownTouches === null || this.#holdsOne(result, ownTouches)) {
        const text = this.#texts[result]!
        const changed = chain.run(text)
        if (changed !== text) result = this.of(changed)
      }
    }
    this.#after[place] = result + 1
    return result
  }

  /** Whether an operator, by its bit, can match the value. */
  isCandidate(value: number, bit: number): boolean {
    if (this.#isScanned[value] === 0) this.#scan(value)
    return this.#prefilter.canMatch(bit, this.#kept, value * this.#words)
  }

  /** Joins what the prefilter keeps of the value to what it keeps of others. */
  joinKept(value: number, joined: Int32Array, at: number): void {
    if (this.#isScanned[value] === 0) this.#scan(value)
    const from = value * this.#words
    for (let word = 0; word < this.#words; word++) joined[at + word]! |= this.#kept[from + word]!
  }

  /** Forgets everything; false when the table is too large to be kept. */
  clear(): boolean {
    const used = this.#texts.length
    this.#after.fill(0, 0, used * this.#chains)
    this.#isScanned.fill(0, 0, used)
    this.#texts.length = 0
    this.#numbers.clear()
    return this.#capacity <= largestKept
  }

  #holdsOne(value: number, mask: Int32Array): boolean {
    if (this.#isScanned[value] === 0) this.#scan(value)
    const at = value * maskWords
    for (let word = 0; word < maskWords; word++) if ((mask[word]! & this.#bytes[at + word]!) !== 0) return true
    return false
  }

  #scan(value: number): void {
    this.#isScanned[value] = 1
    const { words } = this.#prefilter
    this.#prefilter.scan(this.#texts[value]!, this.#bytes, value * maskWords, this.#kept, value * words)
  }

  #grow(): void {
    this.#capacity *= 2
    const larger = (old: Int32Array, width: number): Int32Array => {
      const array = new Int32Array(this.#capacity * width)
      array.set(old)
      return array
    }
    this.#after = larger(this.#after, this.#chains)
    this.#bytes = larger(this.#bytes, maskWords)
    this.#kept = larger(this.#kept, this.#words)
    const scanned = new Uint8Array(this.#capacity)
    scanned.set(this.#isScanned)
    this.#isScanned = scanned
  }
}

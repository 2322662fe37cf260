import { buildScanner, Scanner } from '@secrule/regex'
import { bothCases, byteMask, maskWords } from './byte-mask.js'
import type { LinkedOperator } from './linked-operator.js'

/**
 * Tells for each value which operators can match it at all, from one pass over its bytes. Texts of two bytes and more
 * that any operator requires are looked for by one scanner, single bytes by a mask of the bytes that occur. It may let
 * through too much, never too little.
 */
export class Prefilter {
  /** Words of a set of operators. */
  readonly words: number
  readonly #scanner: Scanner
  /** For each phrase, the operators (and their sets) that it serves: pairs of set number and operator bit. */
  readonly #servedBy: readonly Int32Array[]
  /** How many sets with phrases each operator has. */
  readonly #needed: Int32Array
  /** Masks of the single-byte sets of each operator, one after the other; and where each operator's begin. */
  readonly #masks: Int32Array
  readonly #maskStart: Int32Array
  /** Operators that have single-byte sets only: they are looked at for every value. */
  readonly #bytesOnly: Int32Array
  // what a pass needs; taken back after each
  readonly #missing: Int32Array
  readonly #setSeen: Uint8Array
  readonly #phraseSeen: Uint8Array
  readonly #found: Int32Array
  readonly #present = new Uint8Array(256)

  /** Gives each operator with a requirement its bit. Without any, only the bytes of values are told. */
  constructor(operators: readonly LinkedOperator[]) {
    const filtered = operators.filter(({ use }) => use.requirement !== null && use.requirement.length > 0)
    const phrases = new Map<string, number[]>()
    const masks: number[] = []
    const bytesOnly: number[] = []
    let sets = 0
    this.#needed = new Int32Array(filtered.length)
    this.#maskStart = new Int32Array(filtered.length + 1)
    filtered.forEach((operator, bit) => {
      operator.bit = bit
      for (const alternatives of operator.use.requirement!) {
        if (alternatives.includes('')) continue
        if (alternatives.some((text) => text.length === 1)) {
          // A value that holds a longer alternative holds its first byte too, so one mask stands for the whole set.
          masks.push(...byteMask(bothCases(alternatives.map((text) => text.charAt(0)))))
          continue
        }
        const set = sets++
        this.#needed[bit]!++
        for (const phrase of alternatives) {
          const serves = phrases.get(phrase)
          if (serves === undefined) phrases.set(phrase, [set, bit])
          else serves.push(set, bit)
        }
      }
      this.#maskStart[bit + 1] = masks.length
      if (this.#needed[bit] === 0) bytesOnly.push(bit)
    })
    this.words = (filtered.length + 31) >>> 5
    this.#masks = Int32Array.from(masks)
    this.#bytesOnly = Int32Array.from(bytesOnly)
    this.#servedBy = [...phrases.values()].map((serves) => Int32Array.from(serves))
    this.#scanner = new Scanner(buildScanner([...phrases.keys()]))
    this.#missing = Int32Array.from(this.#needed)
    this.#setSeen = new Uint8Array(sets)
    this.#phraseSeen = new Uint8Array(phrases.size)
    this.#found = new Int32Array(phrases.size)
  }

  /** Writes the bytes that occur in the text to `bytes` from `bytesAt` on, and its candidates to `candidates` likewise. */
  scan(text: string, bytes: Int32Array, bytesAt: number, candidates: Int32Array, candidatesAt: number): void {
    const present = this.#present
    const found = this.#scanner.sweep(text, present, this.#phraseSeen, this.#found)
    for (let word = 0; word < maskWords; word++) {
      let bits = 0
      for (let bit = 0, byte = word << 5; bit < 32; bit++, byte++) bits |= present[byte]! << bit
      bytes[bytesAt + word] = bits
    }
    present.fill(0)
    candidates.fill(0, candidatesAt, candidatesAt + this.words)
    for (let i = 0; i < this.#bytesOnly.length; i++) {
      const bit = this.#bytesOnly[i]!
      if (this.#hasBytes(bit, bytes, bytesAt)) candidates[candidatesAt + (bit >>> 5)]! |= 1 << (bit & 31)
    }
    if (found > 0) this.#serve(found, bytes, bytesAt, candidates, candidatesAt)
  }

  #serve(found: number, bytes: Int32Array, bytesAt: number, candidates: Int32Array, candidatesAt: number): void {
    for (let i = 0; i < found; i++) {
      const serves = this.#servedBy[this.#found[i]!]!
      for (let place = 0; place < serves.length; place += 2) {
        const set = serves[place]!
        if (this.#setSeen[set] === 1) continue
        this.#setSeen[set] = 1
        const bit = serves[place + 1]!
        if (--this.#missing[bit]! === 0 && this.#hasBytes(bit, bytes, bytesAt)) {
          candidates[candidatesAt + (bit >>> 5)]! |= 1 << (bit & 31)
        }
      }
    }
    for (let i = 0; i < found; i++) {
      const phrase = this.#found[i]!
      this.#phraseSeen[phrase] = 0
      const serves = this.#servedBy[phrase]!
      for (let place = 0; place < serves.length; place += 2) {
        const set = serves[place]!
        const bit = serves[place + 1]!
        this.#setSeen[set] = 0
        this.#missing[bit] = this.#needed[bit]!
      }
    }
  }

  #hasBytes(bit: number, bytes: Int32Array, bytesAt: number): boolean {
    const masks = this.#masks
    const end = this.#maskStart[bit + 1]!
    for (let start = this.#maskStart[bit]!; start < end; start += maskWords) {
      let common = 0
      for (let word = 0; word < maskWords && common === 0; word++) {
        common = masks[start + word]! & bytes[bytesAt + word]!
      }
      if (common === 0) return false
    }
    return true
  }
}

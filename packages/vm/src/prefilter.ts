import type { Requirement } from '@secrule/program'
import { PhraseFinder, Sweep } from '@secrule/regex'
import { bothCases, byteMask, maskWords } from './byte-mask.js'
import type { LinkedOperator } from './linked-operator.js'

/** Longer texts are looked for by their beginning: that says nearly as much, and following them is bounded. */
const longestPhrase = 12

/**
 * Tells for each value which operators can match it at all, from one pass over its bytes. Texts of two bytes and more
 * that any operator requires are looked for together; sets with single bytes are looked up by the bytes that occur.
 * It may let through too much, never too little.
 */
export class Prefilter {
  /** Words of the candidates of a value: one bit for each operator that may match it. */
  readonly words: number
  readonly #finder: PhraseFinder
  readonly #sweep: Sweep
  /** For each phrase, what it serves: pairs of set number and operator bit. */
  readonly #servedBy: readonly Int32Array[]
  /** How many sets with phrases each operator has. */
  readonly #needed: Int32Array
  /** Words of a set of byte sets: equal byte sets of different operators are one. */
  readonly #byteWords: number
  /** For each byte, the byte sets that it satisfies. */
  readonly #satisfiedBy: Int32Array
  /** For each operator, the byte sets that it needs. */
  readonly #byteNeeds: Int32Array
  /** The operators that need byte sets. */
  readonly #needsBytes: Int32Array
  /** The operators that need no phrase. */
  readonly #blank: Int32Array
  // what a pass needs; taken back after each
  readonly #missing: Int32Array
  readonly #setSeen: Uint8Array
  readonly #satisfied: Int32Array

  /** Gives its bit to each operator that requires something of a value, or whose misses can be kept in mind. */
  constructor(operators: readonly LinkedOperator[]) {
    const filtered = operators.filter((operator) => operator.isPure || requirementOf(operator).length > 0)
    const phrases = new Map<string, number[]>()
    const byteSets = new Map<string, Int32Array>()
    const byteNeeds: number[][] = []
    let sets = 0
    this.#needed = new Int32Array(filtered.length)
    filtered.forEach((operator, bit) => {
      operator.bit = bit
      const needs: number[] = []
      byteNeeds.push(needs)
      for (const alternatives of requirementOf(operator)) {
        if (alternatives.includes('')) continue
        if (alternatives.some((text) => text.length === 1)) {
          // A value that holds a longer alternative holds its first byte too, so the bytes stand for the whole set.
          const mask = byteMask(bothCases(alternatives.map((text) => text.charAt(0))))
          const id = mask.join()
          if (!byteSets.has(id)) byteSets.set(id, mask)
          needs.push([...byteSets.keys()].indexOf(id))
          continue
        }
        const set = sets++
        this.#needed[bit]!++
        for (const alternative of alternatives) {
          const phrase = alternative.slice(0, longestPhrase)
          const serves = phrases.get(phrase)
          if (serves === undefined) phrases.set(phrase, [set, bit])
          else serves.push(set, bit)
        }
      }
    })
    this.words = (filtered.length + 31) >>> 5
    this.#byteWords = (byteSets.size + 31) >>> 5
    this.#satisfiedBy = satisfiedBy([...byteSets.values()], this.#byteWords)
    this.#satisfied = new Int32Array(this.#byteWords)
    this.#byteNeeds = new Int32Array(filtered.length * this.#byteWords)
    this.#needsBytes = new Int32Array(this.words)
    this.#blank = new Int32Array(this.words)
    byteNeeds.forEach((needs, bit) => {
      for (const set of needs) this.#byteNeeds[bit * this.#byteWords + (set >>> 5)]! |= 1 << (set & 31)
      if (needs.length > 0) this.#needsBytes[bit >>> 5]! |= 1 << (bit & 31)
      if (this.#needed[bit] === 0) this.#blank[bit >>> 5]! |= 1 << (bit & 31)
    })
    this.#servedBy = [...phrases.values()].map((serves) => Int32Array.from(serves))
    this.#finder = new PhraseFinder([...phrases.keys()])
    this.#sweep = new Sweep(phrases.size)
    this.#missing = Int32Array.from(this.#needed)
    this.#setSeen = new Uint8Array(sets)
  }

  /** Writes the bytes that occur in the text to `bytes` from `bytesAt` on, and its candidates to `kept` likewise. */
  scan(text: string, bytes: Int32Array, bytesAt: number, kept: Int32Array, keptAt: number): void {
    const sweep = this.#sweep
    const byteWords = this.#byteWords
    const blank = this.#blank
    const satisfiedBy = this.#satisfiedBy
    const satisfied = this.#satisfied
    this.#finder.find(text, sweep)
    for (let word = 0; word < maskWords; word++) bytes[bytesAt + word] = 0
    for (let word = 0; word < blank.length; word++) kept[keptAt + word] = blank[word]!
    for (let word = 0; word < byteWords; word++) satisfied[word] = 0
    const { byteCount } = sweep
    for (let i = 0; i < byteCount; i++) {
      const byte = sweep.bytes[i]!
      bytes[bytesAt + (byte >>> 5)]! |= 1 << (byte & 31)
      const row = byte * byteWords
      for (let word = 0; word < byteWords; word++) satisfied[word]! |= satisfiedBy[row + word]!
    }
    if (sweep.phraseCount > 0) this.#serve(kept, keptAt)
    sweep.clear()
    this.#checkBytes(kept, keptAt)
  }

  /** Takes out the candidates for which a byte is missing. */
  #checkBytes(kept: Int32Array, keptAt: number): void {
    const byteWords = this.#byteWords
    const needs = this.#byteNeeds
    const satisfied = this.#satisfied
    for (let word = 0; word < this.words; word++) {
      for (let left = kept[keptAt + word]! & this.#needsBytes[word]!; left !== 0; left &= left - 1) {
        const place = 31 - Math.clz32(left & -left)
        const row = ((word << 5) + place) * byteWords
        for (let each = 0; each < byteWords; each++) {
          if ((needs[row + each]! & ~satisfied[each]!) === 0) continue
          kept[keptAt + word]! &= ~(1 << place)
          break
        }
      }
    }
  }

  #serve(kept: Int32Array, keptAt: number): void {
    const { phrases, phraseCount } = this.#sweep
    const setSeen = this.#setSeen
    const missing = this.#missing
    for (let i = 0; i < phraseCount; i++) {
      const serves = this.#servedBy[phrases[i]!]!
      for (let place = 0; place < serves.length; place += 2) {
        const set = serves[place]!
        if (setSeen[set] === 1) continue
        setSeen[set] = 1
        const bit = serves[place + 1]!
        if (--missing[bit]! === 0) kept[keptAt + (bit >>> 5)]! |= 1 << (bit & 31)
      }
    }
    for (let i = 0; i < phraseCount; i++) {
      const serves = this.#servedBy[phrases[i]!]!
      for (let place = 0; place < serves.length; place += 2) {
        setSeen[serves[place]!] = 0
        const bit = serves[place + 1]!
        missing[bit] = this.#needed[bit]!
      }
    }
  }
}

function requirementOf({ use }: LinkedOperator): Requirement {
  return use.requirement ?? []
}

/** For each byte a row with the bits of the sets that hold it. */
function satisfiedBy(sets: readonly Int32Array[], words: number): Int32Array {
  const rows = new Int32Array(256 * words)
  sets.forEach((mask, set) => {
    for (let byte = 0; byte < 256; byte++) {
      if ((mask[byte >>> 5]! & (1 << (byte & 31))) !== 0) rows[byte * words + (set >>> 5)]! |= 1 << (set & 31)
    }
  })
  return rows
}

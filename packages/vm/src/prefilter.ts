import { buildScanner, Scanner } from '@secrule/regex'
import type { LinkedOperator } from './linked-operator.js'
import type { Value } from './value.js'

/** A set of texts of which a value must hold one, as part of an operator's requirement. */
interface RequiredSet {
  readonly bit: number
}

/**
 * Tells for each value which operators can match it at all, from one scan over all texts that any operator requires.
 * It may let through too much, never too little.
 */
export class Prefilter {
  readonly #scanner: Scanner
  /** For each phrase, the numbers of the sets it belongs to. */
  readonly #setsOf: readonly Int32Array[]
  readonly #sets: readonly RequiredSet[]
  /** For each operator bit, how many sets it has. */
  readonly #needed: Uint16Array
  readonly #missing: Uint16Array
  readonly #hits: Uint32Array
  readonly #seenSets: Uint8Array
  readonly #words: number

  /** Gives each operator with a requirement its bit. Null when none has one. */
  static of(operators: readonly LinkedOperator[]): Prefilter | null {
    const filtered = operators.filter((each) => each.use.requirement !== null && each.use.requirement.length > 0)
    return filtered.length === 0 ? null : new Prefilter(filtered)
  }

  private constructor(operators: readonly LinkedOperator[]) {
    const phrases = new Map<string, number[]>()
    const sets: RequiredSet[] = []
    this.#needed = new Uint16Array(operators.length)
    operators.forEach((operator, bit) => {
      operator.bit = bit
      for (const alternatives of operator.use.requirement!) {
        const set = sets.push({ bit }) - 1
        this.#needed[bit]!++
        for (const phrase of alternatives) {
          const there = phrases.get(phrase)
          if (there === undefined) phrases.set(phrase, [set])
          else there.push(set)
        }
      }
    })
    this.#sets = sets
    this.#setsOf = [...phrases.values()].map((numbers) => Int32Array.from(numbers))
    this.#scanner = new Scanner(buildScanner([...phrases.keys()]))
    this.#missing = new Uint16Array(operators.length)
    this.#hits = new Uint32Array((phrases.size + 31) >>> 5)
    this.#seenSets = new Uint8Array(sets.length)
    this.#words = (operators.length + 31) >>> 5
  }

  /** The operators that can match the value, one bit each. */
  candidates(value: Value): Uint32Array {
    value.candidates ??= this.#scan(value.text)
    return value.candidates
  }

  #scan(text: string): Uint32Array {
    const candidates = new Uint32Array(this.#words)
    const hits = this.#hits
    hits.fill(0)
    this.#scanner.collect(text, hits)
    this.#missing.set(this.#needed)
    this.#seenSets.fill(0)
    for (let word = 0; word < hits.length; word++) {
      for (let bits = hits[word]!; bits !== 0; bits &= bits - 1) {
        const phrase = word * 32 + (31 - Math.clz32(bits & -bits))
        for (const set of this.#setsOf[phrase]!) {
          if (this.#seenSets[set] === 1) continue
          this.#seenSets[set] = 1
          const { bit } = this.#sets[set]!
          if (--this.#missing[bit]! === 0) candidates[bit >>> 5]! |= 1 << (bit & 31)
        }
      }
    }
    return candidates
  }
}

import { PhraseFinder, type PrefilterPlan, planPrefilter, Sweep } from '@secrule/regex'
import { maskWords } from './byte-mask.js'
import { ByteNeeds } from './byte-needs.js'
import type { LinkedOperator } from './linked-operator.js'

/** For values shorter than this it is looked up which operators match values so short. */
const shortLengths = 24

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
  /** What phrases serve: pairs of set number and operator bit, those of a purpose from its place in `servesAt` on. */
  readonly #serves: Int32Array
  readonly #servesAt: Int32Array
  /** How many sets with phrases each operator has. */
  readonly #needed: Int32Array
  readonly #byteNeeds: ByteNeeds
  /** By the length of a value, the operators that match values so short. */
  readonly #ofLength: Int32Array
  // what a pass needs; taken back after each
  readonly #missing: Int32Array
  readonly #setSeen: Uint8Array

  /** Gives its bit to each operator of the plan. Without a plan, only the bytes of values are told. */
  constructor(plan: PrefilterPlan | null, operators: readonly LinkedOperator[]) {
    if (plan !== null && isDamaged(plan, operators.length)) throw new RangeError('the prefilter is damaged')
    const { bits, needed, serves, servesAt, phrases, byteSets, byteNeeds, lengths } = plan ?? planPrefilter([])
    operators.forEach((operator, place) => {
      operator.bit = bits[place] ?? -1
    })
    this.words = (needed.length + 31) >>> 5
    this.#needed = needed
    this.#serves = serves
    this.#servesAt = servesAt
    this.#byteNeeds = new ByteNeeds(byteSets, byteNeeds, needed)
    this.#ofLength = new Int32Array(shortLengths * this.words)
    for (let length = 0; length < shortLengths; length++) {
      lengths.forEach((least, bit) => {
        if (least <= length) this.#ofLength[length * this.words + (bit >>> 5)]! |= 1 << (bit & 31)
      })
    }
    this.#finder = new PhraseFinder(phrases, servesAt.length - 1)
    this.#sweep = new Sweep(servesAt.length - 1)
    this.#missing = needed.slice()
    this.#setSeen = new Uint8Array(needed.reduce((sum, sets) => sum + sets, 0))
  }

  /** Writes the bytes that occur in the text to `bytes` from `bytesAt` on, and its candidates to `kept` likewise. */
  scan(text: string, bytes: Int32Array, bytesAt: number, kept: Int32Array, keptAt: number): void {
    this.#finder.find(text, this.#sweep)
    this.conclude(text.length, this.#sweep, bytes, bytesAt, kept, keptAt)
  }

  /** Somewhere to note what parts of a long text hold, so that other texts can be scanned in between. */
  sweep(): Sweep {
    return new Sweep(this.#sweep.found.length)
  }

  /** Looks at a part of a text. Parts come from left to right, and none begins within the first two bytes. */
  scanPart(text: string, from: number, to: number, sweep: Sweep): void {
    this.#finder.find(text, sweep, from, to)
  }

  /** What `scan` writes of a text of a length whose parts were all looked at. */
  conclude(length: number, sweep: Sweep, bytes: Int32Array, bytesAt: number, kept: Int32Array, keptAt: number): void {
    for (let word = 0; word < maskWords; word++) bytes[bytesAt + word] = sweep.bytes[word]!
    this.#byteNeeds.reach(sweep.bytes, kept, keptAt)
    if (sweep.foundCount > 0) this.#serve(sweep, kept, keptAt)
    sweep.clear()
    if (length < shortLengths) {
      const from = length * this.words
      for (let word = 0; word < this.words; word++) kept[keptAt + word]! &= this.#ofLength[from + word]!
    }
    this.#byteNeeds.check(kept, keptAt)
  }

  #serve({ found, foundCount }: Sweep, kept: Int32Array, keptAt: number): void {
    const serves = this.#serves
    const servesAt = this.#servesAt
    let isPartial = false
    for (let i = 0; i < foundCount; i++) {
      const end = servesAt[found[i]! + 1]!
      for (let place = servesAt[found[i]!]!; place < end; place += 2) {
        const bit = serves[place + 1]!
        if (this.#needed[bit] === 1) kept[keptAt + (bit >>> 5)]! |= 1 << (bit & 31)
        else isPartial = true
      }
    }
    if (isPartial) this.#servePartly(found, foundCount, kept, keptAt)
  }

  /** Operators with several sets match when there is something of each. */
  #servePartly(found: Int32Array, foundCount: number, kept: Int32Array, keptAt: number): void {
    const setSeen = this.#setSeen
    const missing = this.#missing
    const serves = this.#serves
    const servesAt = this.#servesAt
    for (let i = 0; i < foundCount; i++) {
      const end = servesAt[found[i]! + 1]!
      for (let place = servesAt[found[i]!]!; place < end; place += 2) {
        const set = serves[place]!
        if (setSeen[set] === 1) continue
        setSeen[set] = 1
        const bit = serves[place + 1]!
        if (--missing[bit]! === 0) kept[keptAt + (bit >>> 5)]! |= 1 << (bit & 31)
      }
    }
    for (let i = 0; i < foundCount; i++) {
      const end = servesAt[found[i]! + 1]!
      for (let place = servesAt[found[i]!]!; place < end; place += 2) {
        setSeen[serves[place]!] = 0
        const bit = serves[place + 1]!
        missing[bit] = this.#needed[bit]!
      }
    }
  }
}

/** Whether a plan from a bundle is none of `planPrefilter` for that many operators. The finder looks after its own tables. */
function isDamaged(plan: PrefilterPlan, operators: number): boolean {
  if (typeof plan !== 'object' || typeof plan.phrases !== 'object' || plan.phrases === null) return true
  const { bits, needed, serves, servesAt, byteSets, byteNeeds, lengths } = plan
  const arrays = [bits, needed, serves, servesAt, byteSets, byteNeeds, lengths]
  if (!arrays.every((array) => array instanceof Int32Array)) return true
  const words = (byteSets.length / maskWords + 31) >>> 5
  if (bits.length !== operators || byteSets.length % maskWords !== 0) return true
  if (byteNeeds.length !== needed.length * words || lengths.length !== needed.length) return true
  if (bits.some((bit) => bit < -1 || bit >= needed.length)) return true
  // operators that shared one would take each other's misses for theirs
  const used = bits.filter((bit) => bit >= 0)
  if (new Set(used).size !== used.length) return true
  const sets = needed.reduce((sum, count) => (count < 0 ? Number.NaN : sum + count), 0)
  if (!(sets <= serves.length)) return true
  if (servesAt[0] !== 0 || servesAt.at(-1) !== serves.length) return true
  if (servesAt.some((at, purpose) => at % 2 !== 0 || (purpose > 0 && at < servesAt[purpose - 1]!))) return true
  return serves.some((number, place) => number < 0 || number >= (place % 2 === 0 ? sets : needed.length))
}

import type { Sweep } from '@secrule/regex'
import { ownText } from '@secrule/stdlib'
import { maskWords } from './byte-mask.js'
import type { CandidateRows } from './candidate-rows.js'
import type { LinkedChain } from './linked-chains.js'
import type { Prefilter } from './prefilter.js'
import type { RecentTexts } from './recent-texts.js'
import { ValueQueue } from './value-queue.js'

/** What a step with a value costs on top of its bytes, as bytes. */
export const stepWork = 256
/** Values a table is made for; it grows when it has more. */
const firstCapacity = 1024
/** A table with texts of more bytes is not handed out again. */
const fullAtBytes = 16_000_000
/** Of longer texts it is not kept what operators captured. */
const longestCaptured = 256
/** Up to so many values a number, plus one, fits in half a word. */
const mostInHalf = 65_535
/** Comes again: it is kept as long as the table. */
const again = -1
/** A table that grew beyond this is left to the garbage collector. */
const largestKept = 65_536

/**
 * Distinct texts by number, with what is known of each: what a chain makes of it, which operators can match it. Equal
 * texts share a number, so each is transformed once a chain and scanned once, wherever it stands. All of that is a
 * matter of the text alone, so that transactions share a table, and a header that every request has is looked at once
 * for many of them. What is known lies in flat arrays, so that looking at a value makes no garbage.
 *
 * A text that comes once is forgotten when its transaction has ended. Others may have found it meanwhile: so it is
 * first taken out of what can be found, and its number given to another text when all of these have ended too.
 */
export class ValueTable {
  /** Another one whenever numbers stand for other texts. */
  token: object = {}
  /** The last visit: transactions that work with it are numbered. */
  #visit = 0
  readonly #visiting = new Set<number>()
  /** Bytes that were transformed and scanned, and steps, since somebody last set this back: the machine, as it gives way to other work. */
  work = 0
  readonly #texts: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #chains: number
  readonly #prefilter: Prefilter
  readonly #words: number
  #capacity = firstCapacity
  #bytesHeld = 0
  /** What each chain makes of each value, as the number plus one; 0 when that is not known yet. */
  #after: Uint16Array | Int32Array
  #bytes: Int32Array
  #kept: Int32Array
  #hits: Int32Array
  #isScanned: Uint8Array
  /** The last visit when each value was new, or `again`. */
  #visits: Int32Array
  /** Values that were new and may go; those that cannot be found any more; numbers that are free. */
  readonly #fresh = new ValueQueue()
  readonly #gone = new ValueQueue()
  readonly #free: number[] = []
  readonly #recent: RecentTexts
  readonly #captures = new Map<number, (string | undefined)[]>()
  /** Which rules may match a value, by the entry of variable lists that it came from. */
  readonly rows: CandidateRows

  constructor(chains: number, prefilter: Prefilter, rows: CandidateRows, recent: RecentTexts) {
    this.#recent = recent
    this.#chains = chains
    this.rows = rows
    this.#prefilter = prefilter
    this.#words = prefilter.words
    this.#after = new Uint16Array(firstCapacity * chains)
    this.#bytes = new Int32Array(firstCapacity * maskWords)
    this.#kept = new Int32Array(firstCapacity * this.#words)
    this.#hits = new Int32Array(firstCapacity * this.#words)
    this.#isScanned = new Uint8Array(firstCapacity)
    this.#visits = new Int32Array(firstCapacity)
  }

  /** How many transactions are working with it. */
  get users(): number {
    return this.#visiting.size
  }

  /** A transaction begins to work with it: the number of its visit. */
  enter(): number {
    this.#visiting.add(++this.#visit)
    return this.#visit
  }

  /** The transaction of a visit has ended. */
  leave(visit: number): void {
    this.#visiting.delete(visit)
  }

  /** Forgets values that came once, in transactions that have ended. */
  sweep(): void {
    const oldest = this.#oldestVisit()
    for (let value = this.#fresh.shift(oldest); value >= 0; value = this.#fresh.shift(oldest)) this.#review(value)
    for (let value = this.#gone.shift(oldest); value >= 0; value = this.#gone.shift(oldest)) this.#release(value)
  }

  #oldestVisit(): number {
    for (const visit of this.#visiting) return visit
    return Number.POSITIVE_INFINITY
  }

  /** A value that was new is kept if it comes again, and otherwise cannot be found any more. */
  #review(value: number): void {
    const text = this.#texts[value]!
    this.#numbers.delete(text)
    if (this.#visits[value] !== again && !this.#recent.note(text)) {
      this.#gone.push(value, this.#visit)
      return
    }
    // it may be a part of a body, which it would keep in memory
    const own = ownText(text)
    this.#texts[value] = own
    this.#numbers.set(own, value)
    this.#visits[value] = again
    // what chains make of it may be gone
    this.#after.fill(0, value * this.#chains, (value + 1) * this.#chains)
  }

  /** Another text may have the number. */
  #release(value: number): void {
    this.#bytesHeld -= this.#texts[value]!.length
    this.#texts[value] = ''
    this.#isScanned[value] = 0
    this.#after.fill(0, value * this.#chains, (value + 1) * this.#chains)
    this.#hits.fill(0, value * this.#words, (value + 1) * this.#words)
    this.#free.push(value)
  }

  /** The number of a text. */
  of(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const value = this.#add(text, this.#visit)
    this.#fresh.push(value, this.#visit)
    return value
  }

  /** The number of a text that comes again and again. */
  ofKept(text: string): number {
    const value = this.#numbers.get(text) ?? this.#add(text, again)
    this.#visits[value] = again
    return value
  }

  #add(text: string, visit: number): number {
    const value = this.#free.pop() ?? this.#texts.length
    this.#texts[value] = text
    this.#numbers.set(text, value)
    this.#bytesHeld += text.length
    if (value >= this.#capacity) this.#grow()
    this.#visits[value] = visit
    return value
  }

  text(value: number): string {
    return this.#texts[value]!
  }

  /** Whether it came in a transaction before: then it is likely to come again. */
  isFamiliar(value: number): boolean {
    return this.#visits[value] === again
  }

  /** What a chain makes of a value. */
  after(value: number, chain: LinkedChain): number {
    const known = this.#after[value * this.#chains + chain.index]!
    return known !== 0 ? known - 1 : this.#transform(value, chain)
  }

  /** Whether `after` has its answer at hand. */
  isTransformed(value: number, chain: LinkedChain): boolean {
    return chain.parent === null || this.#after[value * this.#chains + chain.index] !== 0
  }

  isScanned(value: number): boolean {
    return this.#isScanned[value] !== 0
  }

  scan(value: number): void {
    if (this.#isScanned[value] === 0) this.#scan(value)
  }

  /** Takes over what a scan of the value found that was made in parts. */
  concludeScan(value: number, sweep: Sweep): void {
    if (this.#isScanned[value] !== 0) return
    this.#isScanned[value] = 1
    this.#prefilter.conclude(
      this.#texts[value]!.length,
      sweep,
      this.#bytes,
      value * maskWords,
      this.#kept,
      value * this.#words,
    )
  }

  /** Whether an operator, by its bit, can match the value. */
  isCandidate(value: number, bit: number): boolean {
    if (this.#isScanned[value] === 0) this.#scan(value)
    return (this.#kept[value * this.#words + (bit >>> 5)]! & (1 << (bit & 31))) !== 0
  }

  /** Keeps in mind that an operator does not match the value. */
  noteMiss(value: number, bit: number): void {
    this.#kept[value * this.#words + (bit >>> 5)]! &= ~(1 << (bit & 31))
  }

  /** What an operator captured of the value, or null. */
  capturesOf(value: number, bit: number): (string | undefined)[] | null {
    return this.#captures.get(value * this.#words * 32 + bit) ?? null
  }

  /** Keeps in mind what an operator captured of the value; the list is not to be changed any more. */
  noteCaptures(value: number, bit: number, captures: (string | undefined)[]): void {
    if (this.isFamiliar(value) && this.#texts[value]!.length <= longestCaptured)
      this.#captures.set(value * this.#words * 32 + bit, captures)
  }

  /** Keeps in mind that an operator matches the value. */
  noteHit(value: number, bit: number): void {
    this.#hits[value * this.#words + (bit >>> 5)]! |= 1 << (bit & 31)
  }

  /** The operators that can match each value, by their bits; from `candidatesAt` on. */
  get candidates(): Int32Array {
    return this.#kept
  }

  /** The operators that are known to match each value; from `candidatesAt` on. */
  get hits(): Int32Array {
    return this.#hits
  }

  candidatesAt(value: number): number {
    if (this.#isScanned[value] === 0) this.#scan(value)
    return value * this.#words
  }

  /** Whether the next phase should work with another one, where that many values are kept. */
  isFull(most: number): boolean {
    return this.#texts.length - this.#free.length >= most || this.#bytesHeld > fullAtBytes
  }

  /** Texts are often parts of a larger one, which they keep in memory. */
  noteBody(length: number): void {
    this.#bytesHeld += length
  }

  /**
   * Takes over what another table knows of the values that came in more than one transaction, `most` of them at the most,
   * and of what chains make of these.
   */
  inherit(old: ValueTable, most: number): void {
    const numbers = new Int32Array(old.#texts.length).fill(-1)
    const taken: number[] = []
    const take = (value: number): number => {
      if (numbers[value]! >= 0) return numbers[value]!
      // a text of its own: it may be a part of a body, which it would keep in memory
      numbers[value] = this.ofKept(ownText(old.#texts[value]!))
      taken.push(value)
      return numbers[value]!
    }
    for (let value = 0; value < numbers.length && taken.length < most; value++) {
      if (old.#visits[value] === again) take(value)
    }
    for (let place = 0; place < taken.length; place++) {
      const value = taken[place]!
      const number = numbers[value]!
      const from = value * this.#chains
      for (let chain = 0; chain < this.#chains; chain++) {
        const after = old.#after[from + chain]!
        if (after === 0) continue
        const made = take(after - 1) + 1
        this.#after[number * this.#chains + chain] = made
      }
      this.#isScanned[number] = old.#isScanned[value]!
      copyRow(old.#bytes, value, this.#bytes, number, maskWords)
      copyRow(old.#kept, value, this.#kept, number, this.#words)
      copyRow(old.#hits, value, this.#hits, number, this.#words)
    }
    const operators = this.#words * 32
    for (const [key, captures] of old.#captures) {
      const number = numbers[Math.floor(key / operators)]!
      if (number >= 0) this.#captures.set(number * operators + (key % operators), captures)
    }
    this.rows.inherit(old.rows, numbers)
  }

  /** Forgets everything; false when the table is too large to be kept. */
  clear(): boolean {
    const used = this.#texts.length
    this.#after.fill(0, 0, used * this.#chains)
    this.#isScanned.fill(0, 0, used)
    this.#hits.fill(0, 0, used * this.#words)
    this.rows.clear()
    this.#texts.length = 0
    this.#numbers.clear()
    this.token = {}
    this.#captures.clear()
    this.#fresh.clear()
    this.#gone.clear()
    this.#free.length = 0
    this.#bytesHeld = 0
    return this.#capacity <= largestKept
  }

  #transform(value: number, chain: LinkedChain): number {
    const { parent, touches, ownTouches } = chain
    if (parent === null) return value
    let result = value
    if (touches === null || this.holdsOne(value, touches)) {
      result = this.after(value, parent)
      if (ownTouches === null || this.holdsOne(result, ownTouches)) {
        result = chain.alone === null ? this.#run(result, chain) : this.after(result, chain.alone)
      }
    }
    this.#after[value * this.#chains + chain.index] = result + 1
    // what a kept value leads to is kept, and what an older one leads to may outlive it
    if (this.#visits[result] !== this.#visits[value]) this.#visits[result] = again
    return result
  }

  /** The last step of a chain. */
  #run(value: number, { run }: LinkedChain): number {
    const text = this.#texts[value]!
    this.work += text.length + stepWork
    const changed = run(text)
    return changed === text ? value : this.of(changed)
  }

  /** Whether a byte of the mask occurs in a value. */
  holdsOne(value: number, mask: Int32Array): boolean {
    if (this.#isScanned[value] === 0) this.#scan(value)
    const at = value * maskWords
    for (let word = 0; word < maskWords; word++) if ((mask[word]! & this.#bytes[at + word]!) !== 0) return true
    return false
  }

  #scan(value: number): void {
    const text = this.#texts[value]!
    this.#isScanned[value] = 1
    this.work += text.length + stepWork
    this.#prefilter.scan(text, this.#bytes, value * maskWords, this.#kept, value * this.#words)
  }

  #grow(): void {
    this.#capacity *= 2
    const capacity = this.#capacity
    const chains = this.#chains
    const after = capacity > mostInHalf ? new Int32Array(capacity * chains) : new Uint16Array(capacity * chains)
    after.set(this.#after)
    this.#after = after
    this.#bytes = larger(this.#bytes, capacity * maskWords)
    this.#kept = larger(this.#kept, capacity * this.#words)
    this.#hits = larger(this.#hits, capacity * this.#words)
    const scanned = new Uint8Array(capacity)
    scanned.set(this.#isScanned)
    this.#isScanned = scanned
    this.#visits = larger(this.#visits, capacity)
  }
}

function copyRow(old: Int32Array, value: number, row: Int32Array, number: number, words: number): void {
  for (let word = 0; word < words; word++) row[number * words + word] = old[value * words + word]!
}

function larger(old: Int32Array, length: number): Int32Array {
  const array = new Int32Array(length)
  array.set(old)
  return array
}

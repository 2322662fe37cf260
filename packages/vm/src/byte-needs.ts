import { maskWords } from './byte-mask.js'

/** So many of the sets of an operator, from the rarest on, are looked up for all operators together. */
const levels = 2

/** Where the rows are that a value is looked up in; a constant of the file since that is faster, and done with at once. */
const found = new Int32Array(256 / 4)

/**
 * What operators require of the bytes of a value: of each of some sets, one at least. Four bytes that stand together are
 * looked up at once: which sets they satisfy, and, of the operators that require nothing but bytes, for which ones they
 * satisfy the rarest set, and the second. That leaves few operators of which each set has to be asked for.
 */
export class ByteNeeds {
  /** Words of a set of byte sets, and words that reach to the last of the operators that require nothing but bytes. */
  readonly #setWords: number
  readonly #operatorWords: number
  /** For each operator, the byte sets that it needs. */
  readonly #needs: Int32Array
  /** The bytes that are in any set. */
  readonly #mattering = new Int32Array(maskWords)
  /** Rows with the bits of sets, then those of operators for each level; by which of four bytes there are, where theirs is. */
  readonly #rows: Int32Array
  readonly #rowAt = new Int32Array((256 / 4) * 16)
  /** What the bytes of the value at hand satisfy: a row. */
  readonly #satisfied: Int32Array
  /** The operators that may miss a set when all levels are satisfied. */
  readonly #mayMiss: Int32Array

  /**
   * Of `byteSets` eight words each; `needs` has a bit for each of them, in as many words as that takes, for each operator;
   * `others` says how much else an operator requires.
   */
  constructor(byteSets: Int32Array, needs: Int32Array, others: Int32Array) {
    const sets = byteSets.length / maskWords
    this.#setWords = (sets + 31) >>> 5
    this.#operatorWords = (others.lastIndexOf(0) + 32) >>> 5
    this.#needs = needs
    this.#mayMiss = new Int32Array((others.length + 31) >>> 5)
    this.#satisfied = new Int32Array((this.#setWords + levels * this.#operatorWords + 3) & ~3)
    const ofByte = Array.from({ length: 256 }, () => this.#satisfied.slice())
    const sizes = new Int32Array(sets)
    for (let set = 0; set < sets; set++) {
      for (let byte = 0; byte < 256; byte++) {
        if (!hasBit(byteSets, set * maskWords, byte)) continue
        sizes[set]!++
        setBit(ofByte[byte]!, 0, set)
        setBit(this.#mattering, 0, byte)
      }
    }
    const always = this.#satisfied.slice()
    for (let bit = 0; bit < others.length; bit++) this.#enter(bit, others[bit] === 0, sizes, always, ofByte)
    this.#rows = this.#combine(always, ofByte)
  }

  /** Begins with a value: `kept` becomes the operators that its bytes alone may satisfy. */
  reach(bytes: Int32Array, kept: Int32Array, keptAt: number): void {
    const satisfied = this.#satisfied
    const rows = this.#rows
    const rowAt = this.#rowAt
    const mattering = this.#mattering
    let count = 0
    for (let word = 0; word < maskWords; word++) {
      for (let left = bytes[word]! & mattering[word]!; left !== 0; ) {
        const place = (31 - Math.clz32(left & -left)) & ~3
        found[count++] = rowAt[(word << 7) | (place << 2) | ((left >>> place) & 15)]!
        left &= ~(15 << place)
      }
    }
    // four words at a time, which takes a third of the time; the first row is what any value satisfies
    for (let word = 0; word < satisfied.length; word += 4) {
      let a = rows[word]!
      let b = rows[word + 1]!
      let c = rows[word + 2]!
      let d = rows[word + 3]!
      for (let i = 0; i < count; i++) {
        const at = found[i]! + word
        a |= rows[at]!
        b |= rows[at + 1]!
        c |= rows[at + 2]!
        d |= rows[at + 3]!
      }
      satisfied[word] = a
      satisfied[word + 1] = b
      satisfied[word + 2] = c
      satisfied[word + 3] = d
    }
    const words = this.#operatorWords
    const first = this.#setWords
    for (let word = 0; word < words; word++) {
      kept[keptAt + word] = satisfied[first + word]! & satisfied[first + words + word]!
    }
    for (let word = words; word < this.#mayMiss.length; word++) kept[keptAt + word] = 0
  }

  /** Ends with the value: takes those out for which a byte is missing. */
  check(kept: Int32Array, keptAt: number): void {
    const mayMiss = this.#mayMiss
    for (let word = 0; word < mayMiss.length; word++) {
      for (let left = kept[keptAt + word]! & mayMiss[word]!; left !== 0; left &= left - 1) {
        const bit = left & -left
        if (this.#misses((word << 5) + 31 - Math.clz32(bit))) kept[keptAt + word]! &= ~bit
      }
    }
  }

  #misses(operator: number): boolean {
    const words = this.#setWords
    const row = operator * words
    for (let word = 0; word < words; word++) {
      if ((this.#needs[row + word]! & ~this.#satisfied[word]!) !== 0) return true
    }
    return false
  }

  /** Notes which bytes are enough for an operator on each level; `always` is what needs none. */
  #enter(bit: number, isAll: boolean, sizes: Int32Array, always: Int32Array, ofByte: readonly Int32Array[]): void {
    const own: number[] = []
    for (let set = 0; set < sizes.length; set++) if (hasBit(this.#needs, bit * this.#setWords, set)) own.push(set)
    if (own.length > (isAll ? levels : 0)) setBit(this.#mayMiss, 0, bit)
    if (!isAll) return
    own.sort((a, b) => sizes[a]! - sizes[b]!)
    for (let level = 0; level < levels; level++) {
      const first = this.#setWords + level * this.#operatorWords
      if (level >= own.length) setBit(always, first, bit)
      else for (const row of ofByte) if (hasBit(row, 0, own[level]!)) setBit(row, first, bit)
    }
  }

  /** The rows of all combinations of four bytes, each once. */
  #combine(always: Int32Array, ofByte: readonly Int32Array[]): Int32Array {
    const rows: number[] = [...always]
    const places = new Map<string, number>()
    for (let four = 0; four < 64; four++) {
      for (let which = 1; which < 16; which++) {
        const row = always.slice()
        for (let place = 0; place < 4; place++) {
          if ((which & (1 << place)) === 0) continue
          ofByte[four * 4 + place]!.forEach((bits, word) => {
            row[word]! |= bits
          })
        }
        const id = row.join()
        const at = places.get(id) ?? rows.length
        if (at === rows.length) rows.push(...row)
        places.set(id, at)
        this.#rowAt[four * 16 + which] = at
      }
    }
    return Int32Array.from(rows)
  }
}

function hasBit(words: Int32Array, from: number, bit: number): boolean {
  return (words[from + (bit >>> 5)]! & (1 << (bit & 31))) !== 0
}

function setBit(words: Int32Array, from: number, bit: number): void {
  words[from + (bit >>> 5)]! |= 1 << (bit & 31)
}

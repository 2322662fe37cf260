/**
 * A set of byte values, one bit each. Everything in this package that eats one byte eats it through such a set; a
 * literal is a set of one, or of two when letter case is ignored.
 */
export class ByteSet {
  readonly words: Uint32Array

  constructor(words: Uint32Array = new Uint32Array(8)) {
    this.words = words
  }

  static of(...bytes: number[]): ByteSet {
    const set = new ByteSet()
    for (const byte of bytes) set.add(byte)
    return set
  }

  /** A set from pairs of first and last byte. */
  static ranges(...ends: number[]): ByteSet {
    const set = new ByteSet()
    for (let i = 0; i + 1 < ends.length; i += 2) set.addRange(ends[i]!, ends[i + 1]!)
    return set
  }

  has(byte: number): boolean {
    return ((this.words[byte >> 5]! >>> (byte & 31)) & 1) === 1
  }

  add(byte: number): void {
    this.words[byte >> 5]! |= 1 << (byte & 31)
  }

  addRange(first: number, last: number): void {
    for (let byte = first; byte <= last; byte++) this.add(byte)
  }

  addAll(other: ByteSet): void {
    for (let i = 0; i < 8; i++) this.words[i]! |= other.words[i]!
  }

  negated(): ByteSet {
    return new ByteSet(this.words.map((word) => ~word))
  }

  union(other: ByteSet): ByteSet {
    return new ByteSet(this.words.map((word, i) => word | other.words[i]!))
  }

  intersection(other: ByteSet): ByteSet {
    return new ByteSet(this.words.map((word, i) => word & other.words[i]!))
  }

  /** The set with the other case of every ASCII letter added; bytes above 127 have no case (C locale). */
  folded(): ByteSet {
    const set = new ByteSet(this.words.slice())
    // Letters of both cases sit at the same bits of words 2 (65-90) and 3 (97-122).
    const letters = (set.words[2]! | set.words[3]!) & 0x07fffffe
    set.words[2]! |= letters
    set.words[3]! |= letters
    return set
  }

  isEmpty(): boolean {
    for (let i = 0; i < 8; i++) if (this.words[i] !== 0) return false
    return true
  }

  isFull(): boolean {
    return this.words.every((word) => word === 0xffffffff)
  }

  equals(other: ByteSet): boolean {
    for (let i = 0; i < 8; i++) if (this.words[i] !== other.words[i]) return false
    return true
  }

  /** How many bytes are in the set. */
  get size(): number {
    let count = 0
    for (let word of this.words) {
      for (; word !== 0; word &= word - 1) count++
    }
    return count
  }

  /** The bytes in ascending order. */
  bytes(): number[] {
    const list: number[] = []
    for (let i = 0; i < 8; i++) {
      for (let word = this.words[i]!; word !== 0; word &= word - 1) list.push(i * 32 + 31 - Math.clz32(word & -word))
    }
    return list
  }

  /** The same number for equal sets, and seldom for others. */
  get hash(): number {
    let hash = 0
    for (let i = 0; i < 8; i++) hash = Math.imul(hash ^ (hash >>> 15) ^ this.words[i]!, 0x9e3779b1)
    return hash
  }

  static readonly all: ByteSet = ByteSet.ranges(0, 255)
  static readonly none: ByteSet = new ByteSet()
}

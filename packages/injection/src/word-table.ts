import { foldCase } from './fold-case.js'

const longest = 31
const space = 0x20

/**
 * An exact, case-folding lookup of words in a part of a text, which allocates nothing. It is built from the packed form
 * of the generated tables (lines of `kind word,word,word`); a word's kind is one char, and the answer is that char's
 * code, or 0. A mask of the lengths that occur per first byte refuses most texts before they are hashed.
 */
export class WordTable {
  /** How many words the table holds. */
  readonly size: number
  private readonly words: string[] = []
  private readonly kinds: Uint8Array
  private readonly slots: Uint16Array
  private readonly slotMask: number
  private readonly lengths = new Uint32Array(256)
  private readonly phraseLengths = new Uint32Array(256)

  constructor(packed: string) {
    const kinds: number[] = []
    for (const line of packed.split('\n')) {
      if (line === '') continue
      for (const word of line.slice(2).split(',')) {
        this.words.push(word)
        kinds.push(line.charCodeAt(0))
      }
    }
    this.size = this.words.length
    this.kinds = Uint8Array.from(kinds)
    const capacity = 2 ** Math.ceil(Math.log2(this.size * 4))
    this.slots = new Uint16Array(capacity)
    this.slotMask = capacity - 1
    this.words.forEach((word, index) => {
      this.insert(word, index)
    })
  }

  /** The kind of the word that is exactly `text` from `start` to `end` (in any ASCII case), or 0. */
  find(text: string, start: number, end: number): number {
    const length = end - start
    if (length < 1 || length > longest) return 0
    if (((this.lengths[text.charCodeAt(start)]! >>> length) & 1) === 0) return 0
    let slot = this.home(hashPart(0, text, start, length))
    for (;;) {
      const index = this.slots[slot]! - 1
      if (index < 0) return 0
      const word = this.words[index]!
      if (word.length === length && isPart(word, 0, text, start, length)) return this.kinds[index]!
      slot = (slot + 1) & this.slotMask
    }
  }

  /** The kind of the phrase made of two parts with one space between, or 0. */
  findPhrase(
    left: string,
    leftStart: number,
    leftLength: number,
    right: string,
    rightStart: number,
    rightLength: number,
  ): number {
    const length = leftLength + 1 + rightLength
    if (leftLength < 1 || length > longest) return 0
    if (((this.phraseLengths[left.charCodeAt(leftStart)]! >>> length) & 1) === 0) return 0
    const hash = hashStep(hashPart(0, left, leftStart, leftLength), space)
    let slot = this.home(hashPart(hash, right, rightStart, rightLength))
    for (;;) {
      const index = this.slots[slot]! - 1
      if (index < 0) return 0
      const word = this.words[index]!
      if (
        word.length === length &&
        word.charCodeAt(leftLength) === space &&
        isPart(word, 0, left, leftStart, leftLength) &&
        isPart(word, leftLength + 1, right, rightStart, rightLength)
      )
        return this.kinds[index]!
      slot = (slot + 1) & this.slotMask
    }
  }

  /** As `find`, with all NUL bytes of the text left out first. */
  findIgnoringNuls(text: string, start: number, end: number): number {
    let squeezed = ''
    let length = 0
    let runStart = start
    for (let i = start; i < end; i++) {
      if (text.charCodeAt(i) === 0) {
        squeezed += text.slice(runStart, i)
        runStart = i + 1
      } else if (++length > longest) return 0
    }
    if (runStart === start) return this.find(text, start, end)
    squeezed += text.slice(runStart, end)
    return this.find(squeezed, 0, squeezed.length)
  }

  private insert(word: string, index: number): void {
    const first = word.charCodeAt(0)
    const masks = word.includes(' ') ? [this.lengths, this.phraseLengths] : [this.lengths]
    for (const mask of masks) {
      mask[first]! |= 1 << word.length
      if (first >= 0x41 && first <= 0x5a) mask[first + 0x20]! |= 1 << word.length
    }
    let slot = this.home(hashPart(0, word, 0, word.length))
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.slotMask
    this.slots[slot] = index + 1
  }

  private home(hash: number): number {
    return (hash ^ (hash >>> 15)) & this.slotMask
  }
}

function hashStep(hash: number, code: number): number {
  return (Math.imul(hash, 31) + foldCase(code)) | 0
}

function hashPart(seed: number, text: string, start: number, length: number): number {
  let hash = seed
  for (let i = start; i < start + length; i++) hash = hashStep(hash, text.charCodeAt(i))
  return hash
}

function isPart(word: string, from: number, text: string, start: number, length: number): boolean {
  for (let i = 0; i < length; i++) {
    if (word.charCodeAt(from + i) !== foldCase(text.charCodeAt(start + i))) return false
  }
  return true
}

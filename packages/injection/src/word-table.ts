import { foldCase } from './fold-case.js'

const longest = 31

/**
 * An exact, case-folding lookup of words in a part of a text, which allocates nothing. It is built from the packed form
 * of the generated tables (lines of `kind word,word,word`); a word's kind is one char, and the answer is that char's
 * code, or 0. A mask of the lengths that occur per first byte refuses most texts before they are hashed.
 */
export class WordTable {
  private readonly words: string[] = []
  private readonly kinds: number[] = []
  private readonly slots: Uint16Array
  private readonly slotMask: number
  /** Per first byte, a bit for each length of a word that begins with it. */
  private readonly lengths = new Uint32Array(256)
  /** The same for words with a space. */
  private readonly phraseLengths = new Uint32Array(256)
  /** Per first byte, a bit for each place of a space in a word. */
  private readonly spacePlaces = new Uint32Array(256)

  constructor(packed: string) {
    for (const line of packed.split('\n')) {
      if (line === '') continue
      const kind = line.charCodeAt(0)
      for (const word of line.slice(2).split(',')) {
        this.words.push(word)
        this.kinds.push(kind)
      }
    }
    const capacity = 2 ** Math.ceil(Math.log2(this.words.length * 4))
    this.slots = new Uint16Array(capacity)
    this.slotMask = capacity - 1
    for (let index = 0; index < this.words.length; index++) this.insert(this.words[index]!, index)
  }

  /** The kind of the word that is exactly `text` from `start` to `end` (in any ASCII case), or 0. */
  find(text: string, start: number, end: number): number {
    const length = end - start
    if (length < 1 || length > longest) return 0
    if (((this.lengths[text.charCodeAt(start)]! >>> length) & 1) === 0) return 0
    let slot = hashWord(text, start, length) & this.slotMask
    for (;;) {
      const index = this.slots[slot]! - 1
      if (index < 0) return 0
      const word = this.words[index]!
      if (word.length === length && isWordAt(word, text, start)) return this.kinds[index]!
      slot = (slot + 1) & this.slotMask
    }
  }

  /**
   * Whether some phrase has the first byte and the lengths of two parts with one space between; when not, `find` need
   * not be asked for the joined text.
   */
  canBePhrase(firstByte: number, leftLength: number, rightLength: number): boolean {
    const length = leftLength + 1 + rightLength
    if (length > longest) return false
    return ((this.phraseLengths[firstByte]! >>> length) & (this.spacePlaces[firstByte]! >>> leftLength) & 1) === 1
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
    const lower = first >= 0x41 && first <= 0x5a ? first + 0x20 : first
    addBit(this.lengths, first, lower, word.length)
    for (let at = word.indexOf(' '); at >= 0; at = word.indexOf(' ', at + 1)) {
      addBit(this.phraseLengths, first, lower, word.length)
      addBit(this.spacePlaces, first, lower, at)
    }
    let slot = hashWord(word, 0, word.length) & this.slotMask
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.slotMask
    this.slots[slot] = index + 1
  }
}

function addBit(masks: Uint32Array, upper: number, lower: number, bit: number): void {
  masks[upper]! |= 1 << bit
  masks[lower]! |= 1 << bit
}

/** A hash of the length and of five bytes, which tell the words of the tables apart as well as all bytes would. */
function hashWord(text: string, start: number, length: number): number {
  const quarter = length >> 2
  const last = start + length - 1
  let hash = Math.imul(length, 31) + foldCase(text.charCodeAt(start))
  hash = Math.imul(hash, 31) + foldCase(text.charCodeAt(start + (length >> 1)))
  hash = Math.imul(hash, 31) + foldCase(text.charCodeAt(last))
  hash = Math.imul(hash, 31) + foldCase(text.charCodeAt(start + quarter))
  hash = Math.imul(hash, 31) + foldCase(text.charCodeAt(last - quarter))
  return hash ^ (hash >>> 15)
}

function isWordAt(word: string, text: string, start: number): boolean {
  for (let i = 0; i < word.length; i++) {
    if (word.charCodeAt(i) !== foldCase(text.charCodeAt(start + i))) return false
  }
  return true
}

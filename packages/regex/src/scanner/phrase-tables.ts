/** Bits of a letter of the first look. */
export const letterBits = 6
const alphabet = 1 << letterBits
export const pairMask = (1 << (2 * letterBits)) - 1
export const tripleMask = (1 << (3 * letterBits)) - 1

/** Bits of the hash of four letters. */
export const quadBits = 16

/** What a `PhraseFinder` looks things up in, fit for a bundle. */
export interface PhraseTables {
  /** Each byte as a letter of the first look; 0 is for bytes in no phrase, others may share one. */
  readonly letterOf: Uint8Array
  /** Whether a phrase of three bytes and more may begin with a triple of letters: a bit for each. */
  readonly begins: Int32Array
  /** The same of four letters, by their hash: a second look before a phrase is followed. */
  readonly goesOn: Int32Array
  /** The phrase of two bytes that a pair of letters may be, or -1; of several, the last. */
  readonly pairs: Int32Array
  /** For each phrase the next one before it, of two bytes, that has the same letters, or -1. */
  readonly samePair: Int32Array
  /** For each phrase of two bytes these, the first one higher; -1 for a longer one. */
  readonly pairTexts: Int32Array
  // where the first three bytes of phrases lead: an open hash table
  readonly tripleKeys: Int32Array
  readonly tripleNodes: Int32Array
  // The trees behind those: the byte of a node, whether it has children, of which the first is the next node, and the
  // next child of its parent or -1.
  readonly bytes: Uint8Array
  readonly isParent: Uint8Array
  readonly siblings: Int32Array
  /** The phrase that ends at a node, or -1. */
  readonly ends: Int32Array
}

/** Where a triple of bytes is looked for first. */
export function slotOf(triple: number, slots: number): number {
  const mixed = Math.imul(triple, 0x9e3779b1)
  return (mixed ^ (mixed >>> 15)) & (slots - 1)
}

export function quadHash(quad: number): number {
  return Math.imul(quad, 0x9e3779b1) >>> (32 - quadBits)
}

/** Makes the tables for distinct phrases of two bytes and more, in lower case. */
export function phraseTables(phrases: readonly string[]): PhraseTables {
  const planter = new Planter(phrases)
  // in sorted order those with a common beginning stand together
  const order = phrases.map((_, index) => index).sort((a, b) => (phrases[a]! < phrases[b]! ? -1 : 1))
  phrases.forEach((phrase, index) => {
    if (phrase.length === 2) planter.plantPair(phrase, index)
  })
  for (const index of order) if (phrases[index]!.length > 2) planter.plant(phrases[index]!, index)
  return planter.finish()
}

class Planter {
  readonly #letterOf: Uint8Array
  readonly #begins = new Int32Array(1 << (3 * letterBits - 5))
  readonly #goesOn = new Int32Array(1 << (quadBits - 5))
  readonly #pairs = new Int32Array(pairMask + 1).fill(-1)
  readonly #samePair: Int32Array
  readonly #pairTexts: Int32Array
  readonly #tripleKeys: Int32Array
  readonly #tripleNodes: Int32Array
  readonly #bytes: number[] = []
  readonly #isParent: number[] = []
  readonly #siblings: number[] = []
  readonly #ends: number[] = []
  // the nodes of the phrase before, by its length up to there
  #path: number[] = []
  #before = ''

  constructor(phrases: readonly string[]) {
    this.#letterOf = chosenLetters(phrases)
    this.#samePair = new Int32Array(phrases.length).fill(-1)
    this.#pairTexts = new Int32Array(phrases.length).fill(-1)
    let slots = 64
    while (slots < phrases.length * 2) slots *= 2
    this.#tripleKeys = new Int32Array(slots).fill(-1)
    this.#tripleNodes = new Int32Array(slots)
  }

  plantPair(phrase: string, index: number): void {
    const pair = this.#letters(phrase)
    this.#samePair[index] = this.#pairs[pair]!
    this.#pairs[pair] = index
    this.#pairTexts[index] = (phrase.charCodeAt(0) << 8) | phrase.charCodeAt(1)
  }

  plant(phrase: string, index: number): void {
    let length = 0
    while (length < this.#before.length && this.#before[length] === phrase[length]) length++
    this.#path = this.#path.slice(0, length + 1)
    if (length < 3) this.#plantRoot(phrase)
    this.#markFourth(phrase)
    for (let at = Math.max(length, 3); at < phrase.length; at++) {
      const parent = this.#path[at]!
      const node = this.#newNode(phrase.charCodeAt(at) & 255)
      if (this.#isParent[parent] === 1) this.#siblings[this.#lastChild(parent)] = node
      this.#isParent[parent] = 1
      this.#path[at + 1] = node
    }
    this.#ends[this.#path[phrase.length]!] = index
    this.#before = phrase
  }

  finish(): PhraseTables {
    return {
      letterOf: this.#letterOf,
      begins: this.#begins,
      goesOn: this.#goesOn,
      pairs: this.#pairs,
      samePair: this.#samePair,
      pairTexts: this.#pairTexts,
      tripleKeys: this.#tripleKeys,
      tripleNodes: this.#tripleNodes,
      bytes: Uint8Array.from(this.#bytes),
      isParent: Uint8Array.from(this.#isParent),
      siblings: Int32Array.from(this.#siblings),
      ends: Int32Array.from(this.#ends),
    }
  }

  #plantRoot(phrase: string): void {
    const triple = (phrase.charCodeAt(0) << 16) | (phrase.charCodeAt(1) << 8) | phrase.charCodeAt(2)
    const slots = this.#tripleKeys.length
    let slot = slotOf(triple, slots)
    while (this.#tripleKeys[slot] !== -1) slot = (slot + 1) & (slots - 1)
    this.#tripleKeys[slot] = triple
    const root = this.#newNode(0)
    this.#tripleNodes[slot] = root
    this.#path[3] = root
    const letters = this.#letters(phrase.slice(0, 3))
    this.#begins[letters >>> 5]! |= 1 << (letters & 31)
  }

  #newNode(byte: number): number {
    this.#isParent.push(0)
    this.#siblings.push(-1)
    this.#ends.push(-1)
    return this.#bytes.push(byte) - 1
  }

  /** What may stand behind the first three bytes; after a phrase of three anything, the end of the value too. */
  #markFourth(phrase: string): void {
    const first = this.#letters(phrase.slice(0, 3)) << letterBits
    const one = this.#letters(phrase.slice(3, 4))
    for (let fourth = 0; fourth < alphabet; fourth++) {
      if (phrase.length > 3 && fourth !== one) continue
      const quad = quadHash(first | fourth)
      this.#goesOn[quad >>> 5]! |= 1 << (quad & 31)
    }
  }

  #lastChild(parent: number): number {
    let child = parent + 1
    while (this.#siblings[child]! >= 0) child = this.#siblings[child]!
    return child
  }

  /** The letters of a short text as one number. */
  #letters(text: string): number {
    let all = 0
    for (let i = 0; i < text.length; i++) all = (all << letterBits) | this.#letterOf[text.charCodeAt(i) & 255]!
    return all
  }
}

function chosenLetters(phrases: readonly string[]): Uint8Array {
  const letterOf = new Uint8Array(256)
  let next = 0
  for (const phrase of phrases) {
    for (let i = 0; i < phrase.length; i++) {
      const byte = phrase.charCodeAt(i) & 255
      if (letterOf[byte] === 0) letterOf[byte] = 1 + (next++ % (alphabet - 1))
    }
  }
  for (let upper = 0x41; upper <= 0x5a; upper++) letterOf[upper] = letterOf[upper + 32]!
  return letterOf
}

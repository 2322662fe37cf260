/** Bits of a letter of the first look, and how many letters that makes. */
export const letterBits = 6
export const alphabet = 1 << letterBits

/** The phrases of a `PhraseFinder`, fit for a bundle. What is quickly made of them is not in it. */
export interface PhraseTables {
  /** Each byte as a letter of the first look; 0 is for bytes in no phrase, others may share one. */
  readonly letterOf: Uint8Array
  /** For each phrase of two bytes these, the first one higher; -1 for a longer one. */
  readonly pairTexts: Int32Array
  /** The first three bytes of phrases, the first one highest, and the node where those that begin so go on. */
  readonly triples: Int32Array
  readonly roots: Int32Array
  // The trees: the byte of a node, whether it has children, of which the first is the next node, and the next child of its
  // parent or -1.
  readonly bytes: Uint8Array
  readonly isParent: Uint8Array
  readonly siblings: Int32Array
  /** The phrase that ends at a node, or -1. */
  readonly ends: Int32Array
}

/** Makes the tables for distinct phrases of two bytes and more, in lower case. */
export function phraseTables(phrases: readonly string[]): PhraseTables {
  const planter = new Planter()
  // in sorted order those with a common beginning stand together
  const order = phrases.map((_, index) => index).sort((a, b) => (phrases[a]! < phrases[b]! ? -1 : 1))
  for (const index of order) if (phrases[index]!.length > 2) planter.plant(phrases[index]!, index)
  const pairTexts = phrases.map((text) => (text.length > 2 ? -1 : (text.charCodeAt(0) << 8) | text.charCodeAt(1)))
  return { letterOf: chosenLetters(phrases), pairTexts: Int32Array.from(pairTexts), ...planter.finish() }
}

class Planter {
  readonly #triples: number[] = []
  readonly #roots: number[] = []
  readonly #bytes: number[] = []
  readonly #isParent: number[] = []
  readonly #siblings: number[] = []
  readonly #ends: number[] = []
  // the nodes of the phrase before, by its length up to there
  #path: number[] = []
  #before = ''

  plant(phrase: string, index: number): void {
    let length = 0
    while (length < this.#before.length && this.#before[length] === phrase[length]) length++
    this.#path = this.#path.slice(0, length + 1)
    if (length < 3) this.#plantRoot(phrase)
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

  finish(): Omit<PhraseTables, 'letterOf' | 'pairTexts'> {
    return {
      triples: Int32Array.from(this.#triples),
      roots: Int32Array.from(this.#roots),
      bytes: Uint8Array.from(this.#bytes),
      isParent: Uint8Array.from(this.#isParent),
      siblings: Int32Array.from(this.#siblings),
      ends: Int32Array.from(this.#ends),
    }
  }

  #plantRoot(phrase: string): void {
    const root = this.#newNode(0)
    this.#path[3] = root
    this.#triples.push((phrase.charCodeAt(0) << 16) | (phrase.charCodeAt(1) << 8) | phrase.charCodeAt(2))
    this.#roots.push(root)
  }

  #newNode(byte: number): number {
    this.#isParent.push(0)
    this.#siblings.push(-1)
    this.#ends.push(-1)
    return this.#bytes.push(byte) - 1
  }

  #lastChild(parent: number): number {
    let child = parent + 1
    while (this.#siblings[child]! >= 0) child = this.#siblings[child]!
    return child
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

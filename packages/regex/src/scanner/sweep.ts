/** Makes a number of 0 to 15 of four bytes of 0 or 1 that stand side by side, whichever way the processor reads these. */
const gather = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0x01020408 : 0x08040201

/** What one pass over a value found: which bytes occur, and which purposes of phrases, each once. Used again for the next value. */
export class Sweep {
  /** 1 for every byte that occurs. */
  readonly byteSeen = new Uint8Array(256)
  readonly #bytesByFour = new Int32Array(this.byteSeen.buffer)
  readonly #isFound: Uint8Array
  /** What was found, so many of them. */
  readonly found: Int32Array
  foundCount = 0

  /** For a finder of so many purposes. */
  constructor(purposes: number) {
    this.#isFound = new Uint8Array(purposes)
    this.found = new Int32Array(purposes)
  }

  /** A phrase of that purpose occurs. */
  note(purpose: number): void {
    if (this.#isFound[purpose] === 1) return
    this.#isFound[purpose] = 1
    this.found[this.foundCount++] = purpose
  }

  /** Writes the bytes that occur, eight words with a bit for each. */
  writeBytes(words: Int32Array, at: number): void {
    const four = this.#bytesByFour
    for (let word = 0; word < 8; word++) {
      let bits = 0
      for (let place = 0; place < 8; place++) {
        bits |= (Math.imul(four[word * 8 + place]!, gather) >>> 24) << (4 * place)
      }
      words[at + word] = bits
    }
  }

  clear(): void {
    this.#bytesByFour.fill(0)
    for (let i = 0; i < this.foundCount; i++) this.#isFound[this.found[i]!] = 0
    this.foundCount = 0
  }
}

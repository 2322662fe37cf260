/** What one pass over a value found: which bytes occur, and which purposes of phrases, each once. Used again for the next value. */
export class Sweep {
  /** A bit for every byte that occurs. */
  readonly bytes = new Int32Array(8)
  /** What was found, so many of them. */
  readonly found: Int32Array
  foundCount = 0
  readonly #isFound: Uint8Array

  /** For a finder of so many purposes. */
  constructor(purposes: number) {
    this.found = new Int32Array(purposes)
    this.#isFound = new Uint8Array(purposes)
  }

  /** A phrase of that purpose occurs. */
  note(purpose: number): void {
    if (this.#isFound[purpose] === 1) return
    this.#isFound[purpose] = 1
    this.found[this.foundCount++] = purpose
  }

  clear(): void {
    for (let word = 0; word < this.bytes.length; word++) this.bytes[word] = 0
    for (let i = 0; i < this.foundCount; i++) this.#isFound[this.found[i]!] = 0
    this.foundCount = 0
  }
}

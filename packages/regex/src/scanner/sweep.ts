/** What one pass over a value found: which bytes and which phrases occur, each once. Used again for the next value. */
export class Sweep {
  readonly byteSeen = new Uint8Array(256)
  readonly bytes = new Uint8Array(256)
  byteCount = 0
  readonly phraseSeen: Uint8Array
  readonly phrases: Int32Array
  phraseCount = 0

  /** For a finder of that many phrases. */
  constructor(phrases: number) {
    this.phraseSeen = new Uint8Array(phrases)
    this.phrases = new Int32Array(phrases)
  }

  /** A phrase occurs. */
  note(phrase: number): void {
    if (this.phraseSeen[phrase] === 1) return
    this.phraseSeen[phrase] = 1
    this.phrases[this.phraseCount++] = phrase
  }

  clear(): void {
    for (let i = 0; i < this.byteCount; i++) this.byteSeen[this.bytes[i]!] = 0
    for (let i = 0; i < this.phraseCount; i++) this.phraseSeen[this.phrases[i]!] = 0
    this.byteCount = 0
    this.phraseCount = 0
  }
}

/** Follows the quoting of a directive while its lines are joined: a `#` line is text inside quotes, a comment outside. */
export class QuoteTracker {
  /** Looked at when somebody asks, which is hardly ever. */
  readonly #pending: string[] = []
  #quote = ''
  #escaped = false
  /** The name of the directive is never quoted, hence true at the start. */
  #inWord = true

  /** Takes the next piece of the joined text. */
  add(text: string): void {
    this.#pending.push(text)
  }

  /** Whether a quote is open behind what was added. */
  isOpen(): boolean {
    for (const text of this.#pending) for (const byte of text) this.#read(byte)
    this.#pending.length = 0
    return this.#quote !== ''
  }

  #read(byte: string): void {
    if (this.#escaped) {
      this.#escaped = false
    } else if (this.#quote !== '') {
      if (byte === '\\') this.#escaped = true
      else if (byte === this.#quote) this.#quote = ''
    } else if (byte === ' ' || byte === '\t') {
      this.#inWord = false
    } else if (!this.#inWord) {
      this.#inWord = true
      if (byte === '"' || byte === "'") this.#quote = byte
    }
  }
}

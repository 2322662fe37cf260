/** Follows the quoting of a directive while its lines are joined: a `#` line is text inside quotes, a comment outside. */
export class QuoteTracker {
  #at = 0
  #quote = ''
  /** The name of the directive is never quoted, hence true at the start. */
  #inWord = true

  /** Whether a quote is open behind `text`, which begins with the text of the call before. */
  isOpenAfter(text: string): boolean {
    for (; this.#at < text.length; this.#at++) {
      const byte = text[this.#at]!
      if (this.#quote !== '') {
        if (byte === '\\') this.#at++
        else if (byte === this.#quote) this.#quote = ''
      } else if (byte === ' ' || byte === '\t') {
        this.#inWord = false
      } else if (!this.#inWord) {
        this.#inWord = true
        if (byte === '"' || byte === "'") this.#quote = byte
      }
    }
    return this.#quote !== ''
  }
}

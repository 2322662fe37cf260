import { decodeEscapes } from './decode-escapes.js'

/** What `urlDecode` does, of a text so long that others are to have their turn meanwhile. */
export class LongUrlDecoding {
  readonly #text: string
  readonly #parts: string[] = []
  #from = 0
  /** A `%` without two hexadecimal digits was seen. */
  invalid = false

  constructor(text: string) {
    this.#text = text
  }

  /** Decodes about that many bytes more; false when there was nothing left to decode. */
  goOn(bytes: number): boolean {
    const text = this.#text
    const from = this.#from
    if (from >= text.length) return false
    let to = Math.min(text.length, from + Math.max(bytes, 3))
    // an escape is not cut in two
    if (to < text.length) to -= text.charCodeAt(to - 1) === 0x25 ? 1 : text.charCodeAt(to - 2) === 0x25 ? 2 : 0
    const decoded = decodeEscapes(text.slice(from, to), true)
    this.#parts.push(decoded.text)
    if (decoded.invalid) this.invalid = true
    this.#from = to
    return true
  }

  /** What it gave, once there is nothing left. */
  get result(): string {
    return this.#parts.join('')
  }
}

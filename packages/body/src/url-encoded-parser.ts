import { Argument, type ArgumentList } from './argument.js'
import { LongUrlDecoding } from './long-url-decoding.js'
import { urlDecode } from './url-decode.js'

/** Pieces of more bytes are decoded in parts. */
const longPiece = 65_536

export interface UrlEncodedOptions {
  readonly separator: string
  /** The most arguments that are taken. */
  readonly limit: number
  readonly skipEmpty?: boolean
}

/**
 * The arguments of a query string or a url-encoded body, read in as many turns as whoever asks for them likes. Pieces
 * are split at the separator (`&` when it is empty), each at its first `=`. An empty piece is an argument without name
 * and value; a trailing separator adds none. With `skipEmpty` none is.
 */
export class UrlEncodedParser {
  readonly #text: string
  readonly #options: UrlEncodedOptions
  readonly #separator: string
  readonly #found: Argument[] = []
  #from = 0
  #invalid = false
  #truncated = false
  // the argument that is being decoded, when it is a long one
  #name: LongUrlDecoding | null = null
  #value: LongUrlDecoding | null = null

  constructor(text: string, options: UrlEncodedOptions) {
    this.#text = text
    this.#options = options
    this.#separator = options.separator === '' ? '&' : options.separator
  }

  /** Reads about that many bytes more. True when all is read. */
  goOn(bytes: number): boolean {
    for (let left = bytes; left > 0; ) {
      if (this.#name !== null) {
        this.#goOnWithLong(left)
        left -= Math.min(left, longPiece)
      } else {
        const before = this.#from
        if (!this.#next()) return true
        left -= this.#name === null ? this.#from - before : 0
      }
    }
    return this.#name === null && (this.#truncated || this.#from >= this.#text.length)
  }

  /** What there is, once all is read. */
  end(): ArgumentList {
    return { arguments: this.#found, invalidEncoding: this.#invalid, truncated: this.#truncated }
  }

  /** Takes the next piece; false when there is none or it is one too many. */
  #next(): boolean {
    const text = this.#text
    if (this.#truncated || this.#from >= text.length) return false
    if (this.#found.length >= this.#options.limit) {
      this.#truncated = true
      return false
    }
    let to = text.indexOf(this.#separator, this.#from)
    if (to < 0) to = text.length
    const piece = text.slice(this.#from, to)
    this.#from = to + this.#separator.length
    if (piece === '' && this.#options.skipEmpty === true) return true
    const equals = piece.indexOf('=')
    if (piece.length > longPiece) {
      this.#name = new LongUrlDecoding(equals < 0 ? piece : piece.slice(0, equals))
      this.#value = new LongUrlDecoding(equals < 0 ? '' : piece.slice(equals + 1))
      return true
    }
    const name = urlDecode(equals < 0 ? piece : piece.slice(0, equals))
    const value = equals < 0 ? null : urlDecode(piece.slice(equals + 1))
    this.#found.push(new Argument(name.text, value === null ? '' : value.text))
    if (name.invalid || value?.invalid === true) this.#invalid = true
    return true
  }

  #goOnWithLong(left: number): void {
    const [name, value] = [this.#name!, this.#value!]
    const bytes = Math.min(left, longPiece)
    if (name.goOn(bytes) || value.goOn(bytes)) return
    this.#found.push(new Argument(name.result, value.result))
    if (name.invalid || value.invalid) this.#invalid = true
    this.#name = null
    this.#value = null
  }
}

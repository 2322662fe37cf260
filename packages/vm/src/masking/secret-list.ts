import { type ByteRange, starred, stars } from './byte-range.js'

/** Texts shorter than this are only hidden where they stand alone: they would be found everywhere. */
const shortest = 4
/** Beyond this many secrets, or bytes of them, every text that they could be in is hidden as a whole. */
const usualLimits = { count: 128, bytes: 65_536 }
/**
 * Of a long text only its beginning is looked for, and what follows is hidden unseen: that keeps the search linear, and
 * hides too much rather than too little.
 */
const needle = 64

/** Texts that must not be shown wherever they turn up: in a message, a debug line, a redirection. Compared without case. */
export class SecretList {
  readonly #secrets = new Map<string, { readonly first: number; readonly last: number }>()
  readonly #limits: { readonly count: number; readonly bytes: number }
  #bytes = 0
  #isFull = false

  constructor(limits: { readonly count: number; readonly bytes: number } = usualLimits) {
    this.#limits = limits
  }

  /** Adds a text; `first` and `last` bytes of it stay visible. */
  add(text: string, first = 0, last = 0): void {
    const lower = text.toLowerCase()
    if (lower === '' || this.#secrets.has(lower)) return
    this.#bytes += lower.length
    if (this.#secrets.size >= this.#limits.count || this.#bytes > this.#limits.bytes) this.#isFull = true
    else this.#secrets.set(lower, { first, last })
  }

  /** The text with all secrets in it hidden; hidden as a whole when it is a part of one. Shorter ones than `least` stay. */
  hide(text: string, least = 0): string {
    if (text === '') return text
    if (this.#isFull) return stars(text)
    const lower = text.toLowerCase()
    const ranges: ByteRange[] = []
    for (const [secret, { first, last }] of this.#secrets) {
      if (secret.length < least) continue
      const isWhole = lower === secret
      if (
        !isWhole &&
        lower.length >= shortest &&
        lower.length < secret.length &&
        secret.includes(lower.slice(0, needle))
      )
        return stars(text)
      if (!isWhole && secret.length < shortest) continue
      const start = secret.slice(0, needle)
      for (let at = lower.indexOf(start); at >= 0; at = lower.indexOf(start, at + secret.length)) {
        ranges.push([at + first, Math.max(at + first, at + secret.length - last)])
      }
    }
    return starred(text, ranges)
  }
}

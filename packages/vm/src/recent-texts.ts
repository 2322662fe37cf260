/** How many texts are kept in mind; a power of two. */
const places = 65_536
/** Of a longer text so much is looked at on either side. */
const looked = 64

/**
 * Tells which texts came not long ago, from a few bits of each: it may take one text for another, and forgets. So what is
 * worth keeping shows before anything of it is kept.
 */
export class RecentTexts {
  readonly #marks = new Int32Array(places)

  /** Whether it came before; keeps in mind that it came. */
  note(text: string): boolean {
    const { length } = text
    let hash = length
    const end = Math.min(looked, length)
    for (let i = 0; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    for (let i = Math.max(end, length - looked); i < length; i++)
      hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    hash ^= hash >>> 15
    const place = Math.imul(hash, 0x9e3779b1) >>> 16
    const isKnown = this.#marks[place] === hash
    this.#marks[place] = hash
    return isKnown
  }
}

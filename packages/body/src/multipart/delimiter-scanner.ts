/**
 * Finds a byte pattern in a stream in linear time, whatever pattern and stream are (Knuth, Morris and Pratt): a boundary
 * of dashes in a body of dashes costs one step a byte.
 */
export class DelimiterScanner {
  readonly #pattern: Uint8Array
  readonly #fallback: Uint16Array
  #matched = 0

  constructor(pattern: Uint8Array) {
    this.#pattern = pattern
    this.#fallback = new Uint16Array(pattern.length)
    let k = 0
    for (let i = 1; i < pattern.length; i++) {
      while (k > 0 && pattern[k] !== pattern[i]) k = this.#fallback[k - 1]!
      if (pattern[k] === pattern[i]) k++
      this.#fallback[i] = k
    }
  }

  /** Forgets a partial match. */
  reset(): void {
    this.#matched = 0
  }

  /** Whether the pattern ends within `bytes[from, to)`, counting what was fed since the last reset. */
  feed(bytes: Uint8Array, from: number, to: number): boolean {
    const pattern = this.#pattern
    const first = pattern[0]!
    let k = this.#matched
    for (let i = from; i < to; i++) {
      const byte = bytes[i]!
      if (k === 0 && byte !== first) continue
      while (k > 0 && pattern[k] !== byte) k = this.#fallback[k - 1]!
      if (pattern[k] === byte) k++
      if (k === pattern.length) {
        this.#matched = 0
        return true
      }
    }
    this.#matched = k
    return false
  }
}

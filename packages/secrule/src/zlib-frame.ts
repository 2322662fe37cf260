/** Looks at the checksum that ends zlib data (RFC 1950): where it is not at the very end, more stands behind it. */
export class ZlibFrame {
  #tail: readonly number[] = []
  #low = 1
  #high = 0

  look(chunk: Uint8Array): void {
    this.#tail = [...this.#tail, ...chunk.subarray(-4)].slice(-4)
  }

  /** A piece of what comes out. */
  count(decoded: Uint8Array): void {
    for (const byte of decoded) {
      this.#low = (this.#low + byte) % 65_521
      this.#high = (this.#high + this.#low) % 65_521
    }
  }

  hasSurplus(): boolean {
    return this.#tail.reduce((sum, byte) => sum * 256 + byte, 0) !== this.#high * 65_536 + this.#low
  }
}

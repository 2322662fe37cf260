import { encodePoint, latin } from './byte-string.js'

/** A growing run of bytes. Doubles its room, so that appending n bytes in any pieces costs O(n). */
export class ByteBuffer {
  #bytes: Uint8Array
  /** How many bytes it holds. */
  length = 0

  constructor(room = 256) {
    this.#bytes = new Uint8Array(room)
  }

  /** Adds one byte. */
  push(byte: number): void {
    if (this.length === this.#bytes.length) this.#grow(this.length + 1)
    this.#bytes[this.length++] = byte
  }

  /** Adds `source[from, to)`. */
  append(source: Uint8Array, from: number, to: number): void {
    const size = to - from
    if (this.length + size > this.#bytes.length) this.#grow(this.length + size)
    if (size < 32) for (let i = from, at = this.length; i < to; i++) this.#bytes[at++] = source[i]!
    else this.#bytes.set(source.subarray(from, to), this.length)
    this.length += size
  }

  /** Adds a code point as UTF-8. */
  pushPoint(point: number): void {
    if (this.length + 4 > this.#bytes.length) this.#grow(this.length + 4)
    this.length = encodePoint(point, this.#bytes, this.length)
  }

  /** The bytes themselves, valid until the next change. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }

  /** The content as a byte string. */
  text(): string {
    return latin(this.#bytes, 0, this.length)
  }

  /** Empties it; a large room is given back, so that one big value does not stay in memory. */
  clear(): void {
    this.length = 0
    if (this.#bytes.length > 65536) this.#bytes = new Uint8Array(256)
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    bytes.set(this.#bytes.subarray(0, this.length))
    this.#bytes = bytes
  }
}

const kept = 300
const hasChecksum = 2
const hasExtra = 4
const hasName = 8
const hasComment = 16

/**
 * Looks at what stands around the content of gzip data. Decoders skip the header's fields, but an application that does
 * not decode reads them; and of several members some decoders read the first only.
 */
export class GzipFrame {
  #head = new Uint8Array(0)
  /** The last four bytes: the size of the last member. */
  #tail = new Uint8Array(0)

  look(chunk: Uint8Array): void {
    if (this.#head.length < kept) this.#head = joined(this.#head, chunk.subarray(0, kept - this.#head.length))
    this.#tail = joined(this.#tail, chunk.subarray(-4)).slice(-4)
  }

  /** Whether complete data that gave so many bytes holds more than one plain member. A plain file name is taken. */
  hasSurplus(given: number): boolean {
    const size = this.#tail.reduceRight((sum, byte) => sum * 256 + byte, 0)
    if (size !== given % 2 ** 32) return true
    const flags = this.#head[3] ?? 0
    if ((flags & (hasChecksum | hasExtra | hasComment)) !== 0) return true
    if ((flags & hasName) === 0) return false
    const end = this.#head.indexOf(0, 10)
    return end < 0 || this.#head.subarray(10, end).some((byte) => !isPlain(byte))
  }
}

/** Letters, digits and what file names are made of: no field and no document can be written with these. */
function isPlain(byte: number): boolean {
  return /[\w.\-/ ]/.test(String.fromCharCode(byte))
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}

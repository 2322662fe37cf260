import { latin } from '@secrule/body'

/** Where a body goes when it is too large for memory. Implemented for Node with a temporary file. */
export interface SpillFile {
  write(chunk: Uint8Array): void
  read(): AsyncIterable<Uint8Array>
  /** The same at once, for parsers. A piece is only valid until the next one. */
  pieces(): Iterable<Uint8Array>
  remove(): void
}

/** The bytes of a body in order of arrival: in memory up to a limit, then in a file where the host has one. */
export class BodyBuffer {
  #chunks: Uint8Array[] = []
  #length = 0
  #spill: SpillFile | null = null
  readonly #memoryLimit: number
  readonly #openSpill: (() => SpillFile | null) | null

  constructor(memoryLimit: number, openSpill: (() => SpillFile | null) | null) {
    this.#memoryLimit = memoryLimit
    this.#openSpill = openSpill
  }

  get length(): number {
    return this.#length
  }

  /** An empty one with the same limit, for the same bytes in another form. */
  another(): BodyBuffer {
    return new BodyBuffer(this.#memoryLimit, this.#openSpill)
  }

  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#length += chunk.length
    if (this.#spill === null && this.#length > this.#memoryLimit && this.#openSpill !== null) {
      this.#spill = this.#openSpill()
      if (this.#spill !== null) {
        for (const kept of this.#chunks) this.#spill.write(kept)
        this.#chunks = []
      }
    }
    if (this.#spill !== null) this.#spill.write(chunk)
    else this.#chunks.push(chunk.slice())
  }

  /** Replaces the content, for bodies that rules rewrote. */
  replace(content: Uint8Array): void {
    this.clear()
    this.append(content)
  }

  /** Gives every chunk to a parser, of a spilled body in pieces. */
  feed(write: (chunk: Uint8Array) => void): void {
    for (const chunk of this.pieces()) write(chunk)
  }

  /** The same for one who takes a pause. A piece is only valid until the next one. */
  pieces(): Iterable<Uint8Array> {
    return this.#spill?.pieces() ?? this.#chunks
  }

  /** The whole body as a byte string. */
  text(): string {
    const parts: string[] = []
    this.feed((chunk) => parts.push(latin(chunk)))
    return parts.length === 1 ? parts[0]! : parts.join('')
  }

  /** The body as it is to be forwarded. */
  async *stream(): AsyncIterable<Uint8Array> {
    if (this.#spill !== null) yield* this.#spill.read()
    else yield* this.#chunks
  }

  clear(): void {
    this.#spill?.remove()
    this.#spill = null
    this.#chunks = []
    this.#length = 0
  }
}

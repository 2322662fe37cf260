import { latin } from '@secrule/body'

/** Where a body goes when it is too large for memory. Implemented for Node with a temporary file. */
export interface SpillFile {
  write(chunk: Uint8Array): void
  read(): AsyncIterable<Uint8Array>
  /** The whole content; called when a rule reads the body as one text. */
  readAll(): Uint8Array
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

  /** Gives every chunk to a parser. */
  feed(write: (chunk: Uint8Array) => void): void {
    if (this.#spill !== null) write(this.#spill.readAll())
    else for (const chunk of this.#chunks) write(chunk)
  }

  /** The whole body as a byte string. */
  text(): string {
    if (this.#spill !== null) return latin(this.#spill.readAll())
    const parts = this.#chunks.map(latin)
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

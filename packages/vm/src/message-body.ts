import type { XmlDocument } from '@secrule/body'
import type { BodyState, Member } from '@secrule/program'
import type { BodyBuffer } from './body-buffer.js'

/** A message body as rules read it: what was buffered, and what its processor made of it. */
export class MessageBody implements BodyState {
  readonly buffer: BodyBuffer
  processor = ''
  error: string | null = null
  processorError: string | null = null
  overLimit = false
  xml: XmlDocument | null = null
  json: readonly Member[] = []
  /** How many bytes rules and processors see; the buffer may hold more, which the host still has to forward. */
  #inspected = Number.POSITIVE_INFINITY
  /** Another text than the buffered one, where a processor made one; null: as buffered. */
  #shown: string | null = null
  #text: string | null = null

  constructor(buffer: BodyBuffer) {
    this.buffer = buffer
  }

  text(): string {
    this.#text ??= this.#shown ?? this.#buffered()
    return this.#text
  }

  /** The same as it was sent, whatever its processor shows of it. */
  raw(): string {
    return this.#buffered()
  }

  get length(): number {
    return Math.min(this.buffer.length, this.#inspected)
  }

  /** Gives the inspected bytes to a parser. */
  feed(write: (chunk: Uint8Array) => void): void {
    let left = this.#inspected
    this.buffer.feed((chunk) => {
      if (left > 0) write(chunk.length > left ? chunk.subarray(0, left) : chunk)
      left -= chunk.length
    })
  }

  /** Bytes beyond the limit are kept for forwarding but not looked at. */
  cutAt(limit: number): void {
    this.overLimit = true
    this.#inspected = limit
    this.#text = null
  }

  /** Gives rules another text than the buffered one. */
  show(text: string): void {
    this.#shown = text
    this.#text = null
  }

  clear(): void {
    this.xml?.free()
    this.xml = null
    this.buffer.clear()
  }

  /** A processor could not read the body. */
  fail(message: string): void {
    this.error = message
    this.processorError = message
  }

  #buffered(): string {
    const text = this.buffer.text()
    return text.length > this.#inspected ? text.slice(0, this.#inspected) : text
  }
}

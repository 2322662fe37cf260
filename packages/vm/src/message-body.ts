import { type JsonParser, latin, type XmlDocument, type XmlReading } from '@secrule/body'
import type { BodyState, Member } from '@secrule/program'
import type { BodyBuffer } from './body-buffer.js'

/** A stretch of a body, in bytes. */
interface Stretch {
  readonly offset: number
  readonly size: number
}

/** A message body as rules read it: what was buffered, and what its processor made of it. */
export class MessageBody implements BodyState {
  readonly buffer: BodyBuffer
  processor = ''
  error: string | null = null
  processorError: string | null = null
  overLimit = false
  xml: XmlDocument | null = null
  json: readonly Member[] = []
  /** What has read it already, where that took several turns. */
  jsonParser: JsonParser | null = null
  xmlReading: XmlReading | null = null
  /** How many bytes rules and processors see; the buffer may hold more, which the host still has to forward. */
  #inspected = Number.POSITIVE_INFINITY
  /** Without its content codings, where it has any that could be undone. */
  #decoded: BodyBuffer | null = null
  /** What rules do not see of it, in order: null for all. */
  #hidden: readonly Stretch[] | null = []
  #text: string | null = null

  constructor(buffer: BodyBuffer) {
    this.buffer = buffer
  }

  text(): string {
    this.#text ??= this.#hidden === null ? '' : this.#without(this.#hidden)
    return this.#text
  }

  /** The same with all its bytes, whatever its processor shows of it. */
  raw(): string {
    return this.#without([])
  }

  get length(): number {
    return Math.min(this.#source.length, this.#inspected)
  }

  /** Whether rules see something else than the host forwards. */
  get isDecoded(): boolean {
    return this.#decoded !== null
  }

  /** Rules and processors see these bytes; what is forwarded stays in `buffer`. */
  inspect(decoded: BodyBuffer): void {
    this.#decoded?.clear()
    this.#decoded = decoded
    this.#text = null
  }

  /** Gives the inspected bytes to a parser. */
  feed(write: (chunk: Uint8Array) => void): void {
    let left = this.#inspected
    this.#source.feed((chunk) => {
      if (left > 0) write(chunk.length > left ? chunk.subarray(0, left) : chunk)
      left -= chunk.length
    })
  }

  /** The inspected bytes for one who takes a pause, in pieces of that many bytes at most. A piece is only valid until the next one. */
  *pieces(size: number): Iterable<Uint8Array> {
    let left = this.#inspected
    for (const chunk of this.#source.pieces()) {
      for (let at = 0; at < chunk.length && left > 0; at += size) {
        const piece = chunk.subarray(at, at + Math.min(size, left))
        left -= piece.length
        yield piece
      }
    }
  }

  /** Bytes beyond the limit are kept for forwarding but not looked at. */
  cutAt(limit: number): void {
    this.overLimit = true
    this.#inspected = limit
    this.#text = null
  }

  /** Leaves stretches, given in order, out of what rules see; null leaves all out. */
  hide(stretches: readonly Stretch[] | null): void {
    this.#hidden = stretches
    this.#text = null
  }

  clear(): void {
    this.xml?.free()
    this.xml = null
    this.buffer.clear()
    this.#decoded?.clear()
  }

  /** A processor could not read the body. */
  fail(message: string): void {
    this.error = message
    this.processorError = message
  }

  get #source(): BodyBuffer {
    return this.#decoded ?? this.buffer
  }

  /** The inspected text but for some stretches, which are not held in memory. */
  #without(stretches: readonly Stretch[]): string {
    const parts: string[] = []
    let start = 0
    let next = 0
    this.feed((chunk) => {
      const end = start + chunk.length
      let at = start
      for (; at < end && next < stretches.length; next++) {
        const { offset, size } = stretches[next]!
        if (offset >= end) break
        if (offset > at) parts.push(latin(chunk, at - start, offset - start))
        at = Math.max(at, Math.min(end, offset + size))
        if (offset + size > end) break
      }
      if (at < end) parts.push(latin(chunk, at - start))
      start = end
    })
    return parts.length === 1 ? parts[0]! : parts.join('')
  }
}

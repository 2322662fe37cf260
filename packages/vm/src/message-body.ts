import type { BodyState, Member, XmlTree } from '@secrule/program'
import type { BodyBuffer } from './body-buffer.js'

/** A message body as rules read it: what was buffered, and what its processor made of it. */
export class MessageBody implements BodyState {
  readonly buffer: BodyBuffer
  processor = ''
  error: string | null = null
  processorError: string | null = null
  overLimit = false
  xml: XmlTree | null = null
  json: readonly Member[] = []
  /** The body without the contents of uploaded files, where a processor made one; null: as buffered. */
  #shown: string | null = null
  #text: string | null = null

  constructor(buffer: BodyBuffer) {
    this.buffer = buffer
  }

  text(): string {
    this.#text ??= this.#shown ?? this.buffer.text()
    return this.#text
  }

  get length(): number {
    return this.buffer.length
  }

  /** Gives rules another text than the buffered one; null goes back to it. */
  show(text: string | null): void {
    this.#shown = text
    this.#text = null
  }

  fail(message: string): void {
    this.error = message
    this.processorError = message
  }
}

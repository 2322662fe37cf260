import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest, ServerHttp2Stream } from 'node:http2'

/**
 * The body of a request, read so that it can be put back: the stream is emptied without ever being told that its end was
 * reached, since what has ended takes nothing back. Reads no further ahead than the stream's own buffer.
 */
export class RequestBody {
  readonly #request: IncomingMessage
  #isAttached = false
  #isKnownWhole: boolean | null = null
  #wake: (() => void) | null = null

  constructor(request: IncomingMessage) {
    this.#request = request
  }

  /** True when somebody has read from the stream, or has made it give text: then it is no longer what was sent. */
  get isTouched(): boolean {
    const { readableDidRead, readableEnded, readableEncoding } = this.#request
    return readableDidRead || readableEnded || readableEncoding !== null
  }

  /** The next piece; null at the end, `gone` when the client left before it. */
  async next(): Promise<Uint8Array | null | 'gone'> {
    for (;;) {
      const request = this.#request
      // Exactly what is there: asking for more at the end would end the stream.
      if (request.readableLength > 0) return request.read(request.readableLength) as Uint8Array
      if (this.#hasEnded) return (await this.#isWhole()) ? null : 'gone'
      if (request.destroyed) return 'gone'
      await this.#change()
    }
  }

  /** All of it has arrived and was read. */
  get isComplete(): boolean {
    return this.#isKnownWhole ?? (streamOf(this.#request) === null && this.#hasEnded)
  }

  /** Puts back what was read, in front of what may still come, and leaves the stream as it was found. */
  async restore(chunks: AsyncIterable<Uint8Array>): Promise<number> {
    const parts: Uint8Array[] = []
    for await (const chunk of chunks) parts.push(chunk)
    const whole = Buffer.concat(parts)
    if (whole.length > 0) this.#request.unshift(whole)
    await this.#detach()
    return whole.length
  }

  get #hasEnded(): boolean {
    const { _readableState: state } = this.#request as { _readableState?: { ended?: boolean } }
    // `complete` is of node:http; requests that a test harness injects only have the state of their stream.
    return (this.#request.complete || state?.ended === true) && this.#request.readableLength === 0
  }

  /** What has ended is whole, except on an HTTP/2 stream that was reset: there the end comes first, then the word of that. */
  async #isWhole(): Promise<boolean> {
    const stream = streamOf(this.#request)
    if (stream !== null) await new Promise((resolve) => setImmediate(resolve))
    this.#isKnownWhole = stream === null || (!stream.aborted && stream.state.remoteClose === 1)
    return this.#isKnownWhole
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      if (this.#isAttached) return
      this.#isAttached = true
      for (const event of ['readable', 'close', 'error']) this.#request.on(event, this.#onChange)
    })
  }

  readonly #onChange = (): void => {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }

  async #detach(): Promise<void> {
    if (!this.#isAttached) return
    for (const event of ['readable', 'close', 'error']) this.#request.off(event, this.#onChange)
    // The stream takes note of it with the next tick; before that it would not start to flow for a new listener.
    await new Promise<void>((resolve) => process.nextTick(resolve))
  }
}

/** The stream of a request on Node's HTTP/2 server; null in HTTP/1. */
function streamOf(request: IncomingMessage | Http2ServerRequest): ServerHttp2Stream | null {
  return 'stream' in request && request.httpVersionMajor >= 2 ? request.stream : null
}

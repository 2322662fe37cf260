import type { ServerHttp2Stream } from 'node:http2'
import { Readable } from 'node:stream'

/**
 * The body of a request on an HTTP/2 stream. A stream that the client resets ends like one that is complete; here it
 * breaks off, as a connection does in HTTP/1: half a body must not pass for a whole one.
 */
export class StreamMessage extends Readable {
  complete = false
  rawTrailers: readonly string[] = []
  private readonly stream: ServerHttp2Stream
  private isAttached = false

  constructor(stream: ServerHttp2Stream) {
    super({ highWaterMark: 65_536 })
    this.stream = stream
    this.complete = stream.endAfterHeaders
    // Node gives the fields as they were sent as well, of which the types do not know.
    const onTrailers = (_fields: object, _flags: number, raw?: readonly string[]): void => {
      this.rawTrailers = raw ?? []
    }
    stream.on('trailers', onTrailers)
    stream.on('aborted', () => this.end(false))
    stream.on('end', () => this.end(!stream.aborted && stream.rstCode === 0))
    stream.on('close', () => this.end(false))
    if (this.complete) {
      this.push(null)
      stream.resume()
    }
  }

  override _read(): void {
    if (this.isAttached) this.stream.resume()
    else {
      this.isAttached = true
      this.stream.on('data', (chunk: Uint8Array) => {
        if (!this.destroyed && !this.push(chunk)) this.stream.pause()
      })
    }
  }

  private end(isComplete: boolean): void {
    if (this.complete || this.destroyed) return
    if (isComplete) {
      this.complete = true
      this.push(null)
    } else this.destroy()
  }
}

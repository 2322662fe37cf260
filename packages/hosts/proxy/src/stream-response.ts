import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import { Writable } from 'node:stream'
import { eachHeader, isBodiless } from '@secrule/host'
import type { ClientResponse } from './channel.js'

/** Fields that HTTP/2 has no place for. */
const ofConnection = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'])

/** An answer on an HTTP/2 stream, to be used like a response of node:http. */
export class StreamResponse extends Writable implements ClientResponse {
  /** Trailers can follow any body. */
  readonly chunkedEncoding = true
  shouldKeepAlive = true
  useChunkedEncodingByDefault = true
  private readonly stream: ServerHttp2Stream
  private readonly isHead: boolean
  private trailers: OutgoingHttpHeaders = {}
  private isBodiless = false
  private isSent = false
  private isSettled = false
  private onSent: () => void = () => {}

  constructor(stream: ServerHttp2Stream, isHead: boolean) {
    super({ highWaterMark: 65_536 })
    this.stream = stream
    this.isHead = isHead
    stream.on('wantTrailers', () => {
      stream.sendTrailers(this.trailers)
      this.isSent = true
      this.onSent()
    })
    stream.on('close', () => this.destroy())
  }

  get headersSent(): boolean {
    return this.stream.headersSent
  }

  /** Throws where a field is one that HTTP/2 cannot send. There is no reason phrase in HTTP/2. */
  writeHead(status: number, _reason: string, headers: string[]): void {
    const fields: OutgoingHttpHeaders = {}
    const values = new Map<string, string[]>()
    eachHeader(headers, (name, value) => {
      const lower = name.toLowerCase()
      if (ofConnection.has(lower)) return
      const known = values.get(lower)
      if (known === undefined) values.set(lower, [value])
      else known.push(value)
    })
    for (const [name, list] of values) {
      Object.defineProperty(fields, name, {
        value: list.length === 1 ? list[0] : list,
        enumerable: true,
        writable: true,
      })
    }
    this.isBodiless = isBodiless(this.isHead ? 'HEAD' : '', status)
    this.stream.respond({ ...fields, ':status': status }, { waitForTrailers: true })
  }

  writeContinue(): void {
    if (!this.stream.destroyed) this.stream.additionalHeaders({ ':status': 100 })
  }

  addTrailers(trailers: readonly [string, string][]): void {
    for (const [name, value] of trailers) this.trailers = { ...this.trailers, [name.toLowerCase()]: value }
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    if (chunk.length === 0) return done()
    if (this.stream.destroyed || this.stream.writableEnded) return done(new Error('the stream is closed'))
    this.stream.write(chunk, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    const { stream } = this
    if (stream.destroyed) return done(new Error('the stream is closed'))
    stream.once('close', () => this.settle(done))
    if (this.isBodiless) stream.once('finish', () => this.settle(done))
    else this.onSent = () => this.settle(done)
    if (!stream.writableEnded) stream.end()
    else if (stream.writableFinished) this.settle(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.stream.destroyed && !this.stream.closed && !this.isSettled) {
      this.stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    }
    done(error)
  }

  /** Everything has been handed to the connection, or the stream is gone. */
  private settle(done: (error?: Error | null) => void): void {
    if (this.isSettled) return
    this.isSettled = true
    const { stream } = this
    const isSent = this.isSent || stream.writableFinished
    // The rest of a request that was answered early is not wanted.
    if (isSent && !stream.closed && stream.state.remoteClose === 0) stream.close(constants.NGHTTP2_NO_ERROR)
    done(isSent ? null : new Error('the stream is closed'))
  }
}

import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { BodyFailure } from './body-source.js'
import type { Channel, Ends } from './channel.js'
import type { Exchange } from './exchange.js'

/** One stream of an HTTP/2 session, as the way of one exchange. */
export class StreamChannel implements Channel {
  readonly peer: string
  readonly port: number
  readonly serverAddress: string
  readonly serverPort: number
  readonly isSecure: boolean
  readonly socket = null
  current: Exchange | null = null
  isTunnel = false
  private readonly session: ServerHttp2Session
  private readonly stream: ServerHttp2Stream

  constructor(session: ServerHttp2Session, stream: ServerHttp2Stream, ends: Ends) {
    this.peer = ends.peer
    this.port = ends.port
    this.serverAddress = ends.serverAddress
    this.serverPort = ends.serverPort
    this.isSecure = session.encrypted === true
    this.session = session
    this.stream = stream
  }

  get isGone(): boolean {
    return this.stream.destroyed || this.stream.closed
  }

  /** The session counts; a stream is never used twice. */
  mayGoOn(): boolean {
    return true
  }

  /** Broken framing ends a stream by itself. */
  failureOf(): BodyFailure | null {
    return null
  }

  abort(): void {
    this.stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  }

  drop(): void {
    this.session.destroy()
  }

  beginEvents(silence: number): void {
    this.stream.setTimeout(silence)
  }
}

import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import type { BodyFailure } from './body-source.js'
import type { Exchange } from './exchange.js'

/** Both ends of a connection: the sockets', or what a trusted balancer says of them. */
export interface Ends {
  readonly peer: string
  readonly port: number
  readonly serverAddress: string
  readonly serverPort: number
}

/**
 * What an exchange needs of the way to its client: an HTTP/1 connection, on which exchanges follow each other, or one
 * stream of an HTTP/2 session.
 */
export interface Channel extends Ends {
  readonly isSecure: boolean
  /** The client can get nothing any more. */
  readonly isGone: boolean
  /** The exchange under way. */
  current: Exchange | null
  /** The bare connection; null for a stream, which has none of its own. */
  readonly socket: Socket | null
  /** It has switched to another protocol. */
  isTunnel: boolean
  /** Whether another request may follow this one, as far as the limits go. */
  mayGoOn(limit: number): boolean
  /** Why the body of this message cannot be read on; null when it can. */
  failureOf(message: ClientMessage): BodyFailure | null
  /** Ends the exchange without more of an answer: closes the connection, resets the stream. */
  abort(): void
  /** What `drop` asks for: closes the connection, with everything on it. */
  drop(): void
  /** An event stream begins: it may be silent for so long, and a client that leaves is to be noticed. */
  beginEvents(silence: number, onLeave: () => void): void
}

/** The body of a request. */
export type ClientMessage = Readable & { readonly complete: boolean; readonly rawTrailers: readonly string[] }

/** Where the answer goes: node:http's response, or one that fills an HTTP/2 stream. */
export interface ClientResponse extends Writable {
  readonly headersSent: boolean
  readonly chunkedEncoding: boolean
  shouldKeepAlive: boolean
  useChunkedEncodingByDefault: boolean
  writeHead(status: number, reason: string, headers: string[]): unknown
  writeContinue(): void
  addTrailers(trailers: readonly [string, string][]): void
  detachSocket?(socket: Socket): void
}

import type { Socket } from 'node:net'
import type { RawHeaders } from '@secrule/host'
import type { BodyFailure } from './body-source.js'
import type { Channel, ClientMessage, Ends } from './channel.js'
import type { Exchange } from './exchange.js'
import { skipMessages } from './lenient-request.js'
import { isSimpleRequest } from './simple-answer.js'

/** Bytes kept of what the parser is reading, beyond the limit of a header block. */
const slack = 65_536

/**
 * A client's connection: its exchanges one after the other, and the bytes of the message that is being read, so that a
 * request the parser refuses can be shown to the engine as it was sent.
 */
export class Connection implements Channel {
  readonly socket: Socket
  readonly peer: string
  readonly port: number
  readonly serverAddress: string
  readonly serverPort: number
  readonly isSecure: boolean
  current: Exchange | null = null
  /** Requests that the parser delivered. */
  requests = 0
  /** The parser has failed: nothing more can be read as HTTP. */
  isBroken = false
  /** It has switched to another protocol. */
  isTunnel = false
  private restoredHeaders: RawHeaders | null = null
  private waiting = 0
  private tail: Promise<void> = Promise.resolve()
  private lastMessage: ClientMessage | null = null
  private brokenMessage: ClientMessage | null = null
  private brokenReason: BodyFailure = 'malformed'
  private seen: Uint8Array[] = []
  private seenBytes = 0
  private requestsBeforeSeen = 0
  private readonly cap: number
  private readonly reportError: (message: string) => void

  constructor(socket: Socket, ends: Ends, headerBytes: number, reportError: (message: string) => void) {
    this.socket = socket
    this.reportError = reportError
    this.peer = ends.peer
    this.port = ends.port
    this.serverAddress = ends.serverAddress
    this.serverPort = ends.serverPort
    this.isSecure = 'encrypted' in socket
    this.cap = headerBytes + slack
  }

  /** Runs a task after those before it; not at all when the connection has ended by then. */
  enqueue(task: () => Promise<void>): void {
    this.waiting++
    this.tail = this.tail.then(async () => {
      this.waiting--
      if (this.socket.destroyed || this.socket.writableEnded) return
      try {
        await task()
      } catch (error) {
        this.reportError(`proxy: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
        this.socket.destroy()
      }
    })
  }

  /** True when nothing is being served, and nothing has begun to arrive. */
  get isIdle(): boolean {
    if (this.current !== null || this.waiting > 0 || this.isBroken) return false
    if (this.lastMessage !== null && !this.lastMessage.complete) return false
    return this.seen.length === 0 || this.isBetweenMessages()
  }

  get isGone(): boolean {
    return this.socket.destroyed
  }

  mayGoOn(limit: number): boolean {
    return limit === 0 || this.requests - this.waiting < limit
  }

  abort(): void {
    this.socket.destroy()
  }

  drop(): void {
    this.socket.destroy()
  }

  beginEvents(silence: number, onLeave: () => void): void {
    this.socket.setTimeout(silence)
    // Elsewhere a client may close its side and wait; one that leaves an event stream would go unnoticed until the next event.
    this.socket.once('end', onLeave)
  }

  /** Requests that wait for the one being served. */
  get pending(): number {
    return this.waiting
  }

  /** Whether the request that the parser is about to deliver names no version; the parser then says HTTP/0.9. */
  get isSimple(): boolean {
    const bytes = joined(this.seen)
    const start = skipMessages(bytes, this.requests - this.requestsBeforeSeen)
    return start >= 0 && isSimpleRequest(bytes.subarray(start))
  }

  /** The parser has delivered the head of a request. */
  delivered(message: ClientMessage): void {
    this.requests++
    this.lastMessage = message
  }

  /** A request is about to be given to a new parser, changed; these are its headers as they were sent. */
  restart(headers: RawHeaders): void {
    this.restoredHeaders = headers
    this.lastMessage = null
    this.forget()
  }

  takeRestoredHeaders(): RawHeaders | null {
    const headers = this.restoredHeaders
    this.restoredHeaders = null
    return headers
  }

  /** True when the parser failed within the body of the latest request, which is then remembered as broken. */
  breakMessage(reason: BodyFailure): boolean {
    const message = this.lastMessage
    if (message === null || message.complete) return false
    this.brokenMessage = message
    this.brokenReason = reason
    if (this.current?.message === message) this.current.breakBody(reason)
    return true
  }

  /** Why the body of this message cannot be read on; null when it can. */
  failureOf(message: ClientMessage): BodyFailure | null {
    return this.brokenMessage === message ? this.brokenReason : null
  }

  /** Takes note of bytes that the parser is about to read. */
  readonly observe = (chunk: Uint8Array): void => {
    if (this.isBroken) return
    if (this.lastMessage !== null && !this.lastMessage.complete) {
      this.forget()
      return
    }
    if (this.seen.length > 0 && this.requests > this.requestsBeforeSeen && this.isBetweenMessages()) this.forget()
    if (this.seen.length === 0) this.requestsBeforeSeen = this.requests
    if (this.seenBytes >= this.cap) return
    this.seen.push(chunk)
    this.seenBytes += chunk.length
  }

  /** The bytes of the message on which the parser failed; `packet` is what the parser itself has of it. */
  refusedBytes(packet: Uint8Array | undefined): Uint8Array {
    const bytes = this.seen.length > 0 ? joined(this.seen) : (packet ?? new Uint8Array(0))
    const start = skipMessages(bytes, this.seen.length > 0 ? this.requests - this.requestsBeforeSeen : 0)
    this.forget()
    return start < 0 ? bytes : bytes.subarray(start)
  }

  forget(): void {
    this.seen = []
    this.seenBytes = 0
    this.requestsBeforeSeen = this.requests
  }

  private isBetweenMessages(): boolean {
    const bytes = joined(this.seen)
    return skipMessages(bytes, this.requests - this.requestsBeforeSeen) === bytes.length
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
}

import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import type { ResolvedOptions } from './resolve-options.js'
import type { UpstreamAddress } from './upstream-address.js'
import { serverName, type UpstreamAgents } from './upstream-agents.js'
import { flushHead, writeChunk } from './write-chunk.js'

/** What became of a call. */
export type UpstreamAnswer =
  | { readonly kind: 'response'; readonly message: IncomingMessage }
  | { readonly kind: 'switched'; readonly message: IncomingMessage; readonly socket: Duplex; readonly head: Uint8Array }
  | { readonly kind: 'failed'; readonly status: 502 | 504; readonly reason: string }

/** One request toward an upstream, framed by its headers alone. */
export interface UpstreamRequest {
  readonly address: UpstreamAddress
  /** A rule's `proxy` action named it. */
  readonly isForeign: boolean
  readonly method: string
  readonly path: string
  readonly headers: readonly string[]
  readonly hasBody: boolean
  readonly isUpgrade: boolean
  /** The method is CONNECT: whatever comes after the header of the answer is no message. */
  readonly isConnect: boolean
}

const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PROPFIND', 'REPORT', 'SEARCH'])

/**
 * A request under way. A request without body and with a repeatable method is sent once more, on a connection of its own,
 * when the kept connection it was given turns out to have been closed by the upstream.
 */
export class UpstreamCall {
  readonly answer: Promise<UpstreamAnswer>
  private settle: (answer: UpstreamAnswer) => void = () => {}
  private isSettled = false
  private current: ClientRequest
  private timer: NodeJS.Timeout | null = null
  private readonly request: UpstreamRequest
  private readonly options: ResolvedOptions
  private readonly agents: UpstreamAgents

  constructor(request: UpstreamRequest, options: ResolvedOptions, agents: UpstreamAgents) {
    this.request = request
    this.options = options
    this.agents = agents
    this.answer = new Promise((resolve) => {
      this.settle = (answer) => {
        if (this.isSettled) return
        this.isSettled = true
        this.disarm()
        resolve(answer)
      }
    })
    this.current = this.open(false)
  }

  /** False when the call is over, whatever the reason; `answer` tells. */
  async write(chunk: Uint8Array): Promise<boolean> {
    this.arm(this.options.timeouts.response, 'the upstream took no more of the request')
    const isOpen = await writeChunk(this.current, chunk)
    this.disarm()
    return isOpen
  }

  /** Sends the headers now, before there is a body. */
  flush(): void {
    flushHead(this.current)
  }

  end(trailers: readonly string[]): void {
    if (this.current.destroyed) return
    if (trailers.length > 0) {
      const pairs: [string, string][] = []
      for (let i = 0; i + 1 < trailers.length; i += 2) pairs.push([trailers[i] ?? '', trailers[i + 1] ?? ''])
      this.current.addTrailers(pairs)
    }
    this.current.end()
    if (!this.isSettled) this.arm(this.options.timeouts.response, 'no response header in time')
  }

  destroy(): void {
    this.settle({ kind: 'failed', status: 502, reason: 'given up' })
    this.current.destroy()
  }

  private open(isRetry: boolean): ClientRequest {
    const { request, options } = this
    const { address } = request
    const call = (address.secure ? httpsRequest : httpRequest)({
      agent: this.agents.choose(address, isRetry || request.isUpgrade || request.isConnect, request.isForeign),
      hostname: address.hostname,
      port: address.port,
      ...(address.secure ? { servername: serverName(address, request.isForeign ? {} : options.upstreamTls) } : {}),
      method: request.method,
      path: request.path,
      headers: request.headers as string[],
      setHost: false,
      insecureHTTPParser: false,
      maxHeaderSize: options.limits.responseHeaderBytes,
    })
    call.maxHeadersCount = 0
    call.on('response', (message) => {
      // Kept for good: what goes wrong later concerns whoever reads the message, and must not be unhandled here.
      message.on('error', () => {})
      if (call === this.current && !this.isSettled) this.settle({ kind: 'response', message })
      else message.destroy()
    })
    if (request.isUpgrade) {
      call.on('upgrade', (message, socket, head) => {
        if (call === this.current && !this.isSettled) this.settle({ kind: 'switched', message, socket, head })
        else socket.destroy()
      })
    }
    if (request.isConnect) {
      call.on('connect', (message, socket) => {
        socket.on('error', () => {})
        socket.destroy()
        if (call === this.current && !this.isSettled) this.settle({ kind: 'response', message })
      })
    }
    call.on('error', (error: NodeJS.ErrnoException) => {
      if (call !== this.current || this.isSettled) return
      if (!isRetry && this.isStale(call, error)) {
        this.current = this.open(true)
        this.end([])
      } else {
        this.settle({ kind: 'failed', status: 502, reason: `upstream: ${error.code ?? error.message}` })
      }
    })
    call.on('close', () => {
      if (call === this.current)
        this.settle({ kind: 'failed', status: 502, reason: 'upstream: closed without a response' })
    })
    call.on('socket', (socket) => {
      if (!socket.connecting) return
      const limit = options.timeouts.connect
      if (limit === 0) return
      const timer = setTimeout(() => this.timeOut('no connection in time'), limit)
      const stop = () => clearTimeout(timer)
      socket.once(address.secure ? 'secureConnect' : 'connect', stop)
      socket.once('close', stop)
    })
    return call
  }

  private isStale(call: ClientRequest, error: NodeJS.ErrnoException): boolean {
    const { request } = this
    if (!call.reusedSocket || request.hasBody || !repeatable.has(request.method)) return false
    return error.code === 'ECONNRESET' || error.code === 'EPIPE'
  }

  private arm(limit: number, reason: string): void {
    this.disarm()
    if (limit > 0) this.timer = setTimeout(() => this.timeOut(reason), limit)
  }

  private disarm(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }

  private timeOut(reason: string): void {
    this.settle({ kind: 'failed', status: 504, reason: `upstream: ${reason}` })
    this.current.destroy()
  }
}

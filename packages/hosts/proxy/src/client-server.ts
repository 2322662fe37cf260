import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { tokensOf, valuesOf } from '@secrule/host'
import type { Ends } from './channel.js'
import { Connection } from './connection.js'
import { detachedResponse } from './detached-response.js'
import { Exchange, type Switching } from './exchange.js'
import type { ProxyContext } from './proxy-context.js'
import { type ParserFailure, refusedExchange, refuseRequest } from './refused-request.js'
import { serveExchange } from './serve-exchange.js'
import { headWithoutUpgrade } from './shed-upgrade.js'

/** Node's HTTP/1 server, and from each of its events the way to an exchange. It gets its connections from the front door. */
export class ClientServer {
  private readonly server: Server
  private readonly context: ProxyContext
  private readonly connections = new Map<Socket, Connection>()

  constructor(context: ProxyContext) {
    this.context = context
    this.server = makeServer(context)
    this.server.on('connection', (socket: Socket) => this.accept(socket))
    this.server.on('request', (message, response) => this.receive(message, response, false))
    this.server.on('checkContinue', (message, response) => this.receive(message, response, true))
    this.server.on('checkExpectation', (message, response) => this.receive(message, response, false))
    this.server.on('upgrade', (message, socket, head) => this.upgrade(message, socket as Socket, head))
    this.server.on('connect', (message, socket) => this.detach(message, socket as Socket, null))
    this.server.on('clientError', (error, socket) => this.fail(error, socket as Socket))
    // What Node does when a server begins to listen: from here on it looks for requests that take too long.
    this.server.emit('listening')
    this.server.on('timeout', (socket: Socket) => {
      this.connections.get(socket)?.current?.cut('idle for too long')
      socket.destroy()
    })
  }

  /** Connections open now, switched ones included. */
  get size(): number {
    return this.connections.size
  }

  /** Ends connections that have nothing to finish: idle and switched ones. */
  closeIdle(): void {
    for (const connection of this.connections.values()) {
      if (connection.isTunnel || connection.isIdle) connection.socket.destroy()
    }
  }

  /** Cuts everything, for good. */
  closeAll(): void {
    // It never listened; what this ends is Node's watch over slow requests.
    this.server.close(() => {})
    for (const connection of this.connections.values()) {
      connection.current?.cut('the proxy was stopped')
      connection.socket.destroy()
    }
  }

  /** Takes over a connection that speaks HTTP/1. */
  enter(socket: Socket, ends: Ends): void {
    const { limits } = this.context.options
    const connection = new Connection(socket, ends, limits.headerBytes, this.context.reportError)
    this.connections.set(socket, connection)
    socket.on('close', () => {
      this.connections.delete(socket)
      connection.forget()
    })
    this.server.emit('connection', socket)
  }

  /** Node's parser has been given a connection, or has been given it again. */
  private accept(socket: Socket): void {
    const connection = this.connections.get(socket)
    if (connection === undefined) socket.destroy()
    else socket.prependListener('data', connection.observe)
  }

  private receive(message: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const connection = this.connections.get(message.socket)
    if (connection === undefined) {
      message.socket.destroy()
      return
    }
    const { pipelined } = this.context.options.limits
    if (pipelined > 0 && connection.pending > pipelined) {
      connection.socket.destroy()
      return
    }
    const httpVersion = message.httpVersion === '0.9' && connection.isSimple ? '' : message.httpVersion
    connection.delivered(message)
    const headers = connection.takeRestoredHeaders() ?? message.rawHeaders
    connection.enqueue(() =>
      serveExchange(
        new Exchange(this.context, connection, {
          request: {
            method: message.method ?? '',
            target: message.url ?? '',
            httpVersion,
            headers,
          },
          message,
          response,
          switching: null,
          expectsContinue,
          refused: null,
        }),
      ),
    )
  }

  private upgrade(message: IncomingMessage, socket: Socket, head: Uint8Array): void {
    const protocol = this.grantedProtocol(message)
    if (protocol !== null) {
      this.detach(message, socket, { protocol, socket, head })
      return
    }
    const connection = this.connections.get(socket)
    if (connection === undefined) {
      socket.destroy()
      return
    }
    socket.on('error', () => socket.destroy())
    socket.off('data', connection.observe)
    connection.enqueue(async () => {
      connection.restart(message.rawHeaders)
      socket.unshift(Buffer.concat([headWithoutUpgrade(message), head]))
      this.server.emit('connection', socket)
    })
  }

  /** The protocol to switch to: one that is allowed, asked for by a plain GET that can hide nothing behind it. */
  private grantedProtocol(message: IncomingMessage): string | null {
    const { rawHeaders, method, httpVersion } = message
    if (method !== 'GET' || httpVersion !== '1.1') return null
    if (valuesOf(rawHeaders, 'content-length').length > 0 || valuesOf(rawHeaders, 'transfer-encoding').length > 0) {
      return null
    }
    const wanted = tokensOf(rawHeaders, 'upgrade')
    return wanted.find((name) => this.context.options.upgrades.has(name)) ?? null
  }

  /** Serves a request whose connection Node has let go of. It is the last one there. */
  private detach(message: IncomingMessage, socket: Socket, switching: Switching | null): void {
    const connection = this.connections.get(socket)
    socket.on('error', () => socket.destroy())
    if (connection === undefined) {
      socket.destroy()
      return
    }
    const { timeouts } = this.context.options
    connection.delivered(message)
    socket.off('data', connection.observe)
    socket.setTimeout(timeouts.idle, () => {
      if (!connection.isTunnel) socket.destroy()
    })
    connection.enqueue(() =>
      serveExchange(
        new Exchange(this.context, connection, {
          request: {
            method: message.method ?? '',
            target: message.url ?? '',
            httpVersion: message.httpVersion,
            headers: message.rawHeaders,
          },
          message: null,
          response: detachedResponse(message, socket, timeouts.linger),
          switching,
          expectsContinue: false,
          refused: null,
        }),
      ),
    )
  }

  private fail(error: ParserFailure, socket: Socket): void {
    const connection = this.connections.get(socket)
    if (connection === undefined) {
      socket.destroy()
      return
    }
    const refused = refuseRequest(this.context, connection, error)
    if (refused === null) return
    connection.enqueue(() => serveExchange(refusedExchange(this.context, connection, refused)))
  }
}

function makeServer(context: ProxyContext): Server {
  const { timeouts, limits } = context.options
  const bounds = [timeouts.headers, timeouts.request].filter((limit) => limit > 0)
  const server = createServer({
    insecureHTTPParser: false,
    // Without Host is for us to refuse, when the rules have seen it.
    requireHostHeader: false,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: timeouts.request > 0 ? Math.min(timeouts.headers, timeouts.request) : timeouts.headers,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.keepAlive,
    connectionsCheckingInterval: Math.min(5_000, Math.max(20, Math.min(...bounds, 20_000) / 4)),
    noDelay: true,
  })
  server.timeout = timeouts.idle
  // Node would drop the fields beyond its own count without a word; ours refuses.
  server.maxHeadersCount = 0
  // A client may close its side and still wait for its answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  return server
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { tokensOf, valuesOf } from '@secrule/host'
import { Connection } from './connection.js'
import { detachedResponse } from './detached-response.js'
import { Exchange, type Switching } from './exchange.js'
import type { ProxyContext } from './proxy-context.js'
import { type ParserFailure, refusedExchange, refuseRequest } from './refused-request.js'
import { serveExchange } from './serve-exchange.js'
import { headWithoutUpgrade } from './shed-upgrade.js'

/** Node's HTTP server, and from each of its events the way to an exchange. */
export class ClientServer {
  readonly server: Server
  private readonly context: ProxyContext
  private readonly connections = new Map<Socket, Connection>()
  private readonly perAddress = new Map<string, number>()
  /** Clients that were told of for the connections that they have. */
  private readonly told = new Set<string>()

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

  closeAll(): void {
    for (const connection of this.connections.values()) {
      connection.current?.cut('the proxy was stopped')
      connection.socket.destroy()
    }
  }

  private accept(socket: Socket): void {
    const known = this.connections.get(socket)
    if (known !== undefined) {
      socket.prependListener('data', known.observe)
      return
    }
    const { limits } = this.context.options
    const connection = new Connection(socket, limits.headerBytes, this.context.reportError)
    const { peer } = connection
    const others = this.perAddress.get(peer) ?? 0
    const { most, told } = this.context.connectionsOf(peer)
    if (most > 0 && others >= most) {
      socket.destroy()
      return
    }
    // once while it is above: who opens and closes connections does not fill the log
    if (told > 0 && others >= told && !this.told.has(peer)) {
      this.told.add(peer)
      this.context.reportError(`proxy: ${peer} has more than ${told} connections (SecConnEngine is DetectionOnly)`)
    }
    this.perAddress.set(peer, others + 1)
    this.connections.set(socket, connection)
    socket.prependListener('data', connection.observe)
    socket.on('close', () => {
      this.connections.delete(socket)
      const left = (this.perAddress.get(peer) ?? 1) - 1
      if (left > 0) this.perAddress.set(peer, left)
      else {
        this.perAddress.delete(peer)
        this.told.delete(peer)
      }
      connection.forget()
    })
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
  if (limits.connections > 0) server.maxConnections = limits.connections
  // A client may close its side and still wait for its answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  return server
}

import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls'
import { addressList, plainAddress } from '@secrule/host'
import type { Ends } from './channel.js'
import type { ClientServer } from './client-server.js'
import { beginsAsHttp2, enterByProxy } from './enter-by-proxy.js'
import type { ClientTls } from './options.js'
import type { ProxyContext } from './proxy-context.js'
import type { StreamServer } from './stream-server.js'

/**
 * Where clients knock. Takes what stands before HTTP off each connection (a PROXY header from a trusted balancer, TLS), counts
 * connections by client, and hands them to the server of the protocol that they speak.
 */
export class FrontDoor {
  readonly server: Server
  private readonly context: ProxyContext
  private readonly http1: ClientServer
  private readonly http2: StreamServer
  private readonly tls: TlsServer | null
  /** Connections in their TLS handshake, by both their ends. */
  private readonly shaking = new Map<string, Socket>()
  private readonly isBalancer: (address: string) => boolean
  /** Connections that are still before their first request, with who they are. */
  private readonly arriving = new Map<Socket, Ends>()
  private readonly perAddress = new Map<string, number>()
  /** Clients that were told of for the connections that they have. */
  private readonly told = new Set<string>()

  constructor(context: ProxyContext, http1: ClientServer, http2: StreamServer) {
    this.context = context
    this.http1 = http1
    this.http2 = http2
    const { options } = context
    this.isBalancer = addressList(options.proxyProtocol, 'proxyProtocol')
    // A client may close its side and still wait for its answer.
    this.server = createServer({ allowHalfOpen: true, noDelay: true })
    if (options.limits.connections > 0) this.server.maxConnections = options.limits.connections
    this.server.on('connection', (socket) => {
      this.enter(socket).catch((error: unknown) => this.giveUp(socket, error))
    })
    this.tls = options.tls === null ? null : this.openTls(options.tls)
  }

  /** Connections that have not come to a server yet. */
  get size(): number {
    return this.arriving.size
  }

  /** Connections from now on are shown this certificate. */
  renewTls(tls: ClientTls): void {
    if (this.tls === null) throw new Error('this proxy was not made to speak TLS')
    this.tls.setSecureContext(tls)
  }

  closeAll(): void {
    for (const socket of this.arriving.keys()) socket.destroy()
  }

  private async enter(socket: Socket): Promise<void> {
    const own = endsOf(socket)
    const { timeouts } = this.context.options
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.arriving.delete(socket))
    this.arriving.set(socket, own)
    const isBalancer = this.isBalancer(own.peer)
    const ends = isBalancer ? await enterByProxy(socket, own, timeouts.headers, this.context.reportError) : own
    if (ends === null || socket.destroyed || !this.count(socket, ends.peer)) return void socket.destroy()
    this.arriving.set(socket, ends)
    if (this.tls !== null) this.shake(socket, this.tls)
    else if (this.context.options.http2 !== 'always') this.pass(socket, socket, false)
    else {
      const isHttp2 = await beginsAsHttp2(socket, timeouts.headers)
      if (isHttp2 === null) socket.destroy()
      else this.pass(socket, socket, isHttp2)
    }
  }

  /** Node's TLS server, for connections that came in here. It never listens itself. */
  private openTls(tls: ClientTls): TlsServer {
    const { timeouts, http2 } = this.context.options
    const server = createTlsServer({
      ...tls,
      ALPNProtocols: http2 === 'off' ? ['http/1.1'] : ['h2', 'http/1.1'],
      ...(timeouts.headers > 0 ? { handshakeTimeout: timeouts.headers } : {}),
    })
    server.on('secureConnection', (secure: TLSSocket) => {
      secure.on('error', () => secure.destroy())
      // Node does not tell from which connection this one was made.
      const outer = this.shaking.get(nameOf(secure))
      if (outer === undefined) secure.destroy()
      else this.pass(outer, secure, secure.alpnProtocol === 'h2')
    })
    server.on('tlsClientError', (_error, secure) => secure.destroy())
    return server
  }

  private shake(socket: Socket, tls: TlsServer): void {
    const name = nameOf(socket)
    this.shaking.set(name, socket)
    socket.on('close', () => this.shaking.delete(name))
    tls.emit('connection', socket)
  }

  /** Hands a connection on. `socket` is what is read from and written to, `outer` what came in. */
  private pass(outer: Socket, socket: Socket, isHttp2: boolean): void {
    const ends = this.arriving.get(outer)
    this.arriving.delete(outer)
    if (ends === undefined || socket.destroyed) return void socket.destroy()
    try {
      if (isHttp2) this.http2.enter(socket, ends)
      else this.http1.enter(socket, ends)
    } catch (error) {
      this.giveUp(socket, error)
    }
  }

  /** A fault of ours must end one connection, not all of them. */
  private giveUp(socket: Socket, error: unknown): void {
    this.context.reportError(`proxy: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    socket.destroy()
  }

  /** False when this client has as many connections as it may have. */
  private count(socket: Socket, peer: string): boolean {
    const others = this.perAddress.get(peer) ?? 0
    const { most, told } = this.context.connectionsOf(peer)
    if (most > 0 && others >= most) return false
    // once while it is above: who opens and closes connections does not fill the log
    if (told > 0 && others >= told && !this.told.has(peer)) {
      this.told.add(peer)
      this.context.reportError(`proxy: ${peer} has more than ${told} connections (SecConnEngine is DetectionOnly)`)
    }
    this.perAddress.set(peer, others + 1)
    socket.on('close', () => {
      const left = (this.perAddress.get(peer) ?? 1) - 1
      if (left > 0) this.perAddress.set(peer, left)
      else {
        this.perAddress.delete(peer)
        this.told.delete(peer)
      }
    })
    return true
  }
}

function endsOf(socket: Socket): Ends {
  return {
    peer: plainAddress(socket.remoteAddress ?? ''),
    port: socket.remotePort ?? 0,
    serverAddress: plainAddress(socket.localAddress ?? ''),
    serverPort: socket.localPort ?? 0,
  }
}

/** What tells a connection from all others that are open. */
function nameOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress}|${remotePort}|${localAddress}|${localPort}`
}

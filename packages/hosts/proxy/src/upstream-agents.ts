import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ProxyLimits, Timeouts, UpstreamTls } from './options.js'
import type { UpstreamAddress } from './upstream-address.js'

/** The connection pools toward upstreams. */
export class UpstreamAgents {
  private readonly plain: HttpAgent
  private readonly secure: HttpsAgent
  private readonly freshPlain: HttpAgent
  private readonly freshSecure: HttpsAgent
  /** For addresses that a rule's `proxy` action names: none of the upstream's TLS settings apply to them. */
  private readonly foreign: HttpsAgent

  constructor(timeouts: Timeouts, limits: ProxyLimits, tls: UpstreamTls) {
    const maxSockets = limits.upstreamConnections === 0 ? Number.POSITIVE_INFINITY : limits.upstreamConnections
    const pooled = { keepAlive: true, maxSockets, maxFreeSockets: 64, timeout: timeouts.upstreamKeepAlive }
    this.plain = withoutStrayBytes(new HttpAgent(pooled))
    this.secure = withoutStrayBytes(new HttpsAgent({ ...pooled, ...tls }))
    this.freshPlain = new HttpAgent({ keepAlive: false, maxSockets })
    this.freshSecure = new HttpsAgent({ keepAlive: false, maxSockets, ...tls })
    this.foreign = new HttpsAgent({ keepAlive: false, maxSockets })
  }

  /** The pool for an address; `isFresh` asks for a connection of its own. */
  choose(address: UpstreamAddress, isFresh: boolean, isForeign: boolean): HttpAgent {
    if (address.secure) return isForeign ? this.foreign : isFresh ? this.freshSecure : this.secure
    return isFresh || isForeign ? this.freshPlain : this.plain
  }

  /** Connections open now, idle ones included. */
  get sockets(): number {
    let count = 0
    for (const agent of this.all()) {
      for (const list of [...Object.values(agent.sockets), ...Object.values(agent.freeSockets)]) {
        count += list?.length ?? 0
      }
    }
    return count
  }

  destroy(): void {
    for (const agent of this.all()) agent.destroy()
  }

  private all(): HttpAgent[] {
    return [this.plain, this.secure, this.freshPlain, this.freshSecure, this.foreign]
  }
}

/** The name for SNI and the certificate check; an address has none. */
export function serverName(address: UpstreamAddress, tls: UpstreamTls): string {
  return tls.servername ?? (isIP(address.hostname) === 0 ? address.hostname : '')
}

/**
 * Makes an agent close an idle connection on which bytes arrive. They belong to no request of ours; kept, they would be
 * taken for the answer to the next client's.
 */
function withoutStrayBytes<T extends HttpAgent>(agent: T): T {
  const keep = agent.keepSocketAlive.bind(agent)
  const reuse = agent.reuseSocket.bind(agent)
  const guards = new WeakMap<Duplex, () => void>()
  agent.keepSocketAlive = (socket) => {
    if (socket.readableLength > 0 || !isKept(keep(socket))) return false
    const guard = () => socket.destroy()
    guards.set(socket, guard)
    socket.on('data', guard)
    return true
  }
  agent.reuseSocket = (socket, request) => {
    const guard = guards.get(socket)
    if (guard !== undefined) socket.off('data', guard)
    reuse(socket, request)
  }
  return agent
}

/** The types say `void`, Node returns whether the connection can be kept. */
function isKept(answer: unknown): boolean {
  return answer !== false
}

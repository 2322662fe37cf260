import type { AddressInfo } from 'node:net'
import type { Source } from '@secrule/host'
import type { Program } from 'secrule'
import { ClientServer } from './client-server.js'
import { connectionLimits } from './connection-limits.js'
import { FrontDoor } from './front-door.js'
import type { ClientTls, ProxyOptions } from './options.js'
import type { ProxyContext, ProxyCounters } from './proxy-context.js'
import { type ResolvedOptions, resolveOptions, usableTls } from './resolve-options.js'
import { StreamServer } from './stream-server.js'
import { UpstreamAgents } from './upstream-agents.js'

/** Where a proxy has come to listen. */
export interface ProxyAddress {
  readonly host: string
  readonly port: number
  /** As a client would write it. */
  readonly url: string
}

/** A snapshot of a proxy. */
export interface ProxyStatus extends Readonly<ProxyCounters> {
  readonly connections: number
  readonly upstreamConnections: number
  /** It listens, and was not asked to stop. */
  readonly isReady: boolean
}

/** A reverse proxy. */
export interface Proxy {
  /** Starts listening; rejects when the address cannot be had. */
  listen(): Promise<ProxyAddress>
  /** Requests from now on are inspected by these rules; those under way end with theirs. Throws, and changes nothing, when they cannot be used. */
  reload(source: Source): void
  /** Handshakes from now on show this certificate. Throws, and changes nothing, when it cannot be used. */
  renewTls(tls: ClientTls): void
  /** Stops: gracefully, exchanges under way are finished within `timeouts.shutdown`; else all connections are cut now. An
   *  engine of the proxy's own is closed. */
  close(graceful?: boolean): Promise<void>
  status(): ProxyStatus
}

/**
 * Makes a reverse proxy that takes requests of HTTP/1 and HTTP/2 and their responses through an engine. Nothing is forwarded that the
 * engine has not passed, and nothing that could be read as other requests than were inspected.
 */
export function createProxy(options: ProxyOptions): Proxy {
  const resolved = resolveOptions(options)
  const context = makeContext(resolved)
  const http1 = new ClientServer(context)
  const http2 = new StreamServer(context)
  const door = new FrontDoor(context, http1, http2)
  const { server } = door
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(resolved.listen.port, resolved.listen.host, () => {
          server.off('error', reject)
          server.on('error', (error) => context.reportError(`proxy: ${error.message}`))
          resolve(describe(server.address() as AddressInfo, resolved.tls !== null))
        })
      }),
    reload(source) {
      context.guard.reload(source)
      Object.assign(context, programFacts(resolved, context.guard.program))
    },
    renewTls: (tls) => door.renewTls(usableTls(tls)),
    async close(graceful = true) {
      context.isClosing = true
      if (!server.listening) {
        http1.closeAll()
        context.agents.destroy()
        return context.guard.close()
      }
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      if (graceful) {
        http1.closeIdle()
        http2.closeIdle()
        const { shutdown } = resolved.timeouts
        let timer: NodeJS.Timeout | undefined
        const deadline = new Promise<void>((resolve) => {
          if (shutdown > 0) timer = setTimeout(resolve, shutdown)
        })
        await Promise.race([closed, deadline])
        clearTimeout(timer)
      }
      for (const each of [door, http1, http2]) each.closeAll()
      await closed
      context.agents.destroy()
      await context.guard.close()
    },
    status: () => ({
      ...context.counters,
      connections: door.size + http1.size + http2.size,
      upstreamConnections: context.agents.sockets,
      isReady: server.listening && !context.isClosing,
    }),
  }
}

function makeContext(options: ResolvedOptions): ProxyContext {
  return {
    options,
    guard: options.guard,
    agents: new UpstreamAgents(options.timeouts, options.limits, options.upstreamTls),
    counters: { requests: 0, blocked: 0, refused: 0, failed: 0, cut: 0, active: 0 },
    ...programFacts(options, options.program),
    isClosing: false,
    reportError: (message) => options.guard.reportError(message),
  }
}

/** What the ruleset at hand decides about the proxy itself. */
function programFacts(options: ResolvedOptions, program: Program | null) {
  const isUninspected =
    program !== null && !program.settings.responseBodyAccess && !program.settings.disableBackendCompression
  const automatic = isUninspected ? ('pass' as const) : ('identity' as const)
  return {
    serverSignature: program?.settings.serverSignature ?? null,
    acceptEncoding: options.acceptEncoding === 'auto' ? automatic : options.acceptEncoding,
    connectionsOf: connectionLimits(options.limits.connectionsPerAddress, program?.settings ?? null),
  }
}

function describe({ address, port, family }: AddressInfo, isSecure: boolean): ProxyAddress {
  const host = family === 'IPv6' ? `[${address}]` : address
  return { host: address, port, url: `${isSecure ? 'https' : 'http'}://${host}:${port}` }
}

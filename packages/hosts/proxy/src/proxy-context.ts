import type { Guard } from '@secrule/host'
import type { ConnectionLimit } from './connection-limits.js'
import type { ResolvedOptions } from './resolve-options.js'
import type { UpstreamAgents } from './upstream-agents.js'

/** Counts since the start, and what is open now. */
export interface ProxyCounters {
  requests: number
  /** Stopped by the engine. */
  blocked: number
  /** Not served for another reason: not proper HTTP, a host or method that is not served, a limit. */
  refused: number
  /** The upstream could not answer. */
  failed: number
  /** Ended by the client, or in mid-answer. */
  cut: number
  active: number
}

/** What all exchanges of one proxy share. */
export interface ProxyContext {
  readonly options: ResolvedOptions
  readonly guard: Guard
  readonly agents: UpstreamAgents
  readonly counters: ProxyCounters
  /** The Server header of SecServerSignature, or of the option. */
  serverSignature: string | null
  /** What `acceptEncoding: auto` comes to with the ruleset at hand. */
  acceptEncoding: 'identity' | 'decodable' | 'pass'
  /** How many connections a client may have at one time, by its address; 0 is any number. */
  connectionsOf: (address: string) => ConnectionLimit
  /** A stop was asked for: answers close their connections. */
  isClosing: boolean
  reportError(message: string): void
}

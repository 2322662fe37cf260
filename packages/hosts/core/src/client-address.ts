import type { ClientTrust } from './client-trust.js'
import { forwardedForHops, forwardedHops } from './forwarded-hops.js'
import { plainAddress, readAddress } from './ip-address.js'
import { type RawHeaders, valuesOf } from './raw-headers.js'

/** Who the client is, after trusted proxies have been believed. */
export interface ClientAddress {
  readonly address: string
  /** 0 when a proxy told the address. */
  readonly port: number
  /** True when the peer is a trusted proxy, so that its X-Forwarded headers may be kept and added to. */
  readonly isForwarded: boolean
}

/**
 * Walks X-Forwarded-For, or Forwarded, from its end, where our own peer wrote, as long as trusted proxies speak. An entry
 * that is not an address ends the walk: the last one that could be believed counts.
 */
export function clientAddress(peer: string, port: number, headers: RawHeaders, trust: ClientTrust): ClientAddress {
  let address = plainAddress(peer)
  if (!trust.isTrusted(address, 0)) return { address, port, isForwarded: false }
  const values = valuesOf(headers, trust.field)
  let isTold = false
  let hop = 1
  for (const entry of trust.field === 'forwarded' ? forwardedHops(values) : forwardedForHops(values)) {
    const next = entry === null ? null : readHop(entry)
    if (next === null) break
    address = next
    isTold = true
    if (!trust.isTrusted(address, hop++)) break
  }
  return { address, port: isTold ? 0 : port, isForwarded: true }
}

function readHop(text: string): string | null {
  const trimmed = text.trim()
  const parts =
    /^\[([0-9a-fA-F:.]+)\](?::\d{1,5})?$/.exec(trimmed) ?? /^(\d+\.\d+\.\d+\.\d+)(?::\d{1,5})?$/.exec(trimmed)
  const address = parts?.[1] ?? trimmed
  return readAddress(address) === null ? null : plainAddress(address)
}

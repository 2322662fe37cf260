import type { ClientTrust } from './client-trust.js'
import { plainAddress, readAddress } from './ip-address.js'

/** Who the client is, after trusted proxies have been believed. */
export interface ClientAddress {
  readonly address: string
  /** 0 when a proxy told the address. */
  readonly port: number
  /** True when the peer is a trusted proxy, so that its X-Forwarded headers may be kept and added to. */
  readonly isForwarded: boolean
}

/**
 * Walks X-Forwarded-For from its end, where our own peer wrote, as long as trusted proxies speak. An entry that is not an
 * address ends the walk: the last one that could be believed counts.
 */
export function clientAddress(
  peer: string,
  port: number,
  forwardedFor: readonly string[],
  trust: ClientTrust,
): ClientAddress {
  let address = plainAddress(peer)
  if (!trust.isTrusted(address, 0)) return { address, port, isForwarded: false }
  const chain = forwardedFor.flatMap((value) => value.split(','))
  let isTold = false
  for (let hop = 1; chain.length > 0; hop++) {
    const next = readHop(chain.pop() ?? '')
    if (next === null) break
    address = next
    isTold = true
    if (!trust.isTrusted(address, hop)) break
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

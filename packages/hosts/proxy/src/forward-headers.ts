import { type ClientAddress, eachHeader, type ForwardedField, type RawHeaders, tokensOf, valuesOf } from '@secrule/host'
import type { Framing } from './framing.js'
import { hopByHop } from './hop-by-hop.js'

/** What a request toward the upstream is made of, besides the client's own headers. */
export interface ForwardFacts {
  readonly headers: RawHeaders
  /** The Host to send; empty sends none. */
  readonly host: string
  /** The Host the client asked for. */
  readonly clientHost: string
  readonly client: ClientAddress
  /** The field that trusted proxies write; the others of its kind may be the client's. */
  readonly trustedField: ForwardedField
  /** Address of our peer: what X-Forwarded-For gets. */
  readonly peer: string
  /** The client has come over TLS. */
  readonly isSecure: boolean
  readonly id: string
  readonly framing: Framing
  readonly acceptEncoding: 'identity' | 'decodable' | 'pass'
  /** The protocol to switch to, or null. */
  readonly upgrade: string | null
  /** Trailers that will follow the body. */
  readonly trailers: RawHeaders
}

/** Fields that we write, whatever the client sent. */
const ours = new Set(['host', 'content-length', 'transfer-encoding', 'expect', 'x-request-id'])
/** Fields by which a proxy speaks about its client: kept from a trusted one only. */
const forwarding = new Set([
  ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port'],
  ...['x-forwarded-server', 'x-forwarded-prefix', 'x-forwarded-ssl', 'x-real-ip'],
])
const decodable = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'identity'])

/**
 * The headers of the upstream request: the client's in their order, case and number, without what concerns its
 * connection, then ours. A name with underscores that a CGI-like upstream would take for one of the fields we write is
 * dropped.
 */
export function forwardHeaders(facts: ForwardFacts): string[] {
  const { headers, client, framing } = facts
  const dropped = hopByHop(headers)
  const byField = client.isForwarded ? facts.trustedField : null
  const isKept = (lower: string) =>
    byField === 'forwarded' ? lower === 'forwarded' : byField !== null && lower !== byField && lower !== 'forwarded'
  const result: string[] = facts.host === '' ? [] : ['Host', facts.host]
  eachHeader(headers, (name, value) => {
    const lower = name.toLowerCase()
    if (dropped.has(lower) || ours.has(lower)) return
    if (lower.includes('_')) {
      const dashed = lower.replaceAll('_', '-')
      if (ours.has(dashed) || forwarding.has(dashed) || dropped.has(dashed)) return
    }
    if (forwarding.has(lower) && !isKept(lower)) return
    if (lower === 'accept-encoding' && facts.acceptEncoding !== 'pass') return
    result.push(name, value)
  })
  if (facts.acceptEncoding === 'identity') result.push('Accept-Encoding', 'identity')
  if (facts.acceptEncoding === 'decodable') result.push('Accept-Encoding', onlyDecodable(headers))
  if (framing.kind === 'length') result.push('Content-Length', String(framing.length))
  if (framing.kind === 'chunked') result.push('Transfer-Encoding', 'chunked')
  if (facts.trailers.length > 0) result.push('Trailer', facts.trailers.filter((_, i) => i % 2 === 0).join(', '))
  const isTold = byField === 'forwarded' && client.address !== facts.peer
  const before = byField === 'x-forwarded-for' ? valuesOf(headers, byField) : isTold ? [client.address] : []
  result.push('X-Forwarded-For', [...before, facts.peer].join(', '))
  const told = (name: string) => byField === 'x-forwarded-for' && valuesOf(headers, name).length > 0
  if (!told('x-forwarded-host') && facts.clientHost !== '') result.push('X-Forwarded-Host', facts.clientHost)
  const proto = facts.isSecure ? 'https' : 'http'
  if (!told('x-forwarded-proto')) result.push('X-Forwarded-Proto', proto)
  if (byField === 'forwarded') result.push('Forwarded', `for=${node(facts.peer)};proto=${proto}`)
  if (facts.id !== '') result.push('X-Request-Id', facts.id)
  if (facts.upgrade !== null) result.push('Connection', 'Upgrade', 'Upgrade', facts.upgrade)
  else if (tokensOf(headers, 'te').includes('trailers')) result.push('Connection', 'keep-alive, TE', 'TE', 'trailers')
  return result
}

/** An address as Forwarded has it. */
function node(address: string): string {
  return address.includes(':') ? `"[${address}]"` : address
}

function onlyDecodable(headers: RawHeaders): string {
  const kept = valuesOf(headers, 'accept-encoding')
    .flatMap((value) => value.split(','))
    .map((part) => part.trim())
    .filter((part) => decodable.has((part.split(';', 1)[0] ?? '').trim().toLowerCase()))
  return kept.length > 0 ? kept.join(', ') : 'identity'
}

import { eachHeader, headerText, type RawHeaders } from '@secrule/host'
import type { Exchange } from './exchange.js'
import { hopByHop } from './hop-by-hop.js'

/** How a response body leaves us. */
export interface OutgoingBody {
  /** Bytes, or null when not known beforehand. */
  readonly length: number | null
  /** The upstream's encoding was undone. */
  readonly isDecoded: boolean
}

/** Fields that we write on every response. */
const ours = new Set(['content-length', 'transfer-encoding', 'x-request-id'])
/** Fields that describe the encoded bytes. */
const ofEncoding = new Set(['content-encoding', 'content-md5', 'digest', 'content-digest', 'accept-ranges'])

/**
 * The headers of a response toward the client: the upstream's in their order, case and number, without what concerns its
 * connection; changed as the engine and the options say; with the one length and the id.
 */
export function responseHeaders(exchange: Exchange, headers: RawHeaders, body: OutgoingBody): string[] {
  const { options } = exchange.context
  const dropped = hopByHop(headers)
  const changes = headerChanges(exchange)
  const result: string[] = []
  eachHeader(headers, (name, value) => {
    const lower = name.toLowerCase()
    if (dropped.has(lower) || ours.has(lower) || changes.has(lower) || options.removeHeaders.has(lower)) return
    if (body.isDecoded && ofEncoding.has(lower)) return
    const isStrongTag = body.isDecoded && lower === 'etag' && !value.startsWith('W/')
    result.push(name, isStrongTag ? `W/${value}` : value)
  })
  for (const [name, value] of changes.values()) if (value !== null) result.push(name, value)
  if (body.length !== null) result.push('Content-Length', String(body.length))
  pushId(exchange, result)
  return result
}

/** The headers of a page of our own: its own ones, the masked Server, what the options set, and the id. */
export function ownHeaders(exchange: Exchange, headers: RawHeaders, length: number | null): string[] {
  const result = [...headers]
  const changes = headerChanges(exchange)
  const own = new Set(headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()))
  const always = new Set(['server', ...exchange.context.options.setHeaders.map(([name]) => name.toLowerCase())])
  for (const [lower, [name, value]] of changes) {
    if (value !== null && always.has(lower) && !own.has(lower)) result.push(name, value)
  }
  if (length !== null) result.push('Content-Length', String(length))
  pushId(exchange, result)
  return result
}

/** A request that was passed over has none. */
function pushId(exchange: Exchange, headers: string[]): void {
  const { id } = exchange.inspection
  if (id !== '') headers.push('X-Request-Id', id)
}

/** What is to become of response headers, by lower-case name: the engine's wishes, then the options'. */
function headerChanges(exchange: Exchange): Map<string, [name: string, value: string | null]> {
  const { serverSignature } = exchange
  const { options } = exchange.context
  const changes = new Map<string, [string, string | null]>()
  if (serverSignature !== null) changes.set('server', ['Server', serverSignature])
  for (const { name, value } of exchange.inspection.headerChanges()) {
    const lower = name.toLowerCase()
    if (lower !== 'transfer-encoding' && lower !== 'connection')
      changes.set(lower, [name, value === null ? null : headerText(value)])
  }
  if (options.serverSignature !== null) changes.set('server', ['Server', options.serverSignature])
  for (const [name, value] of options.setHeaders) changes.set(name.toLowerCase(), [name, value])
  for (const name of ['content-length', 'x-request-id']) changes.delete(name)
  return changes
}

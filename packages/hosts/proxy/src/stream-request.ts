import { eachHeader, type RawHeaders, valuesOf } from '@secrule/host'
import type { Framing } from './framing.js'
import type { ParsedRequest } from './parsed-request.js'
import { type Refusal, refuse } from './refusal.js'

/**
 * A request of HTTP/2 as one of HTTP/1 would look to the rules and to the upstream: pseudo fields become the request line
 * and Host, and a cookie that was sent in pieces is one again. What the protocol forbids (several of a pseudo field, fields of
 * a connection, line breaks, a length that is not the body's) never gets here: such a stream is reset by the parser.
 */
export function streamRequest(raw: RawHeaders, hasEnded: boolean): ParsedRequest {
  const pseudo = new Map<string, string>()
  const headers: string[] = []
  const cookies: string[] = []
  let cookieAt = 0
  eachHeader(raw, (name, value) => {
    if (name.startsWith(':')) pseudo.set(name, value)
    else if (name !== 'cookie') headers.push(name, value)
    else if (cookies.push(value) === 1) cookieAt = headers.push(name, '') - 1
  })
  if (cookies.length > 0) headers[cookieAt] = cookies.join('; ')
  const authority = pseudo.get(':authority')
  const [host] = valuesOf(headers, 'host')
  if (authority !== undefined && host === undefined) headers.unshift('host', authority)
  const method = pseudo.get(':method') ?? ''
  const isConnect = method === 'CONNECT'
  const target = pseudo.get(':path') ?? (isConnect ? (authority ?? '') : '')
  const isTwofold = !isConnect && host !== undefined && host.toLowerCase() !== (authority ?? host).toLowerCase()
  return {
    method,
    target,
    httpVersion: '2.0',
    headers,
    // What comes on the stream of a CONNECT is no body.
    framing: isConnect ? { kind: 'none' } : isTwofold ? twoHosts : streamFraming(headers, hasEnded),
  }
}

const twoHosts = refuse(400, 'a Host that differs from :authority')

function streamFraming(headers: RawHeaders, hasEnded: boolean): Framing | Refusal {
  if (hasEnded) return { kind: 'none' }
  const lengths = valuesOf(headers, 'content-length')
  if (lengths.length === 0) return { kind: 'chunked' }
  const length = Number(lengths[0])
  if (lengths.length > 1 || !/^[0-9]+$/.test(lengths[0] ?? '') || !Number.isSafeInteger(length)) {
    return refuse(400, 'a Content-Length that is no length')
  }
  return { kind: 'length', length }
}

import type { IncomingMessage } from 'node:http'
import {
  type ClientAddress,
  clientAddress,
  eachHeader,
  type Guard,
  plainAddress,
  type RawHeaders,
  valuesOf,
} from '@secrule/host'

/** What the engine is told of a request before its body. Byte strings. */
export interface RequestFacts {
  readonly method: string
  /** As sent, also below a mount path. */
  readonly target: string
  readonly version: string
  readonly headers: RawHeaders
  readonly client: ClientAddress
  readonly server: { readonly address: string; readonly port: number; readonly name: string }
}

/** Reads a request of node:http. `originalUrl` is what Express, Connect and Koa keep when they shorten `url`. */
export function requestFacts(guard: Guard, request: IncomingMessage): RequestFacts {
  const { socket } = request
  const headers = request.httpVersionMajor === 2 ? withoutPseudo(request.rawHeaders) : request.rawHeaders
  const { originalUrl } = request as { originalUrl?: unknown }
  const peer = socket?.remoteAddress ?? ''
  return {
    method: request.method ?? '',
    target: typeof originalUrl === 'string' ? originalUrl : (request.url ?? ''),
    version: request.httpVersionMajor === 2 ? '2' : request.httpVersion,
    headers,
    client: clientAddress(peer, socket?.remotePort ?? 0, headers, guard.clientTrust),
    server: { address: plainAddress(socket?.localAddress ?? ''), port: socket?.localPort ?? 0, name: '' },
  }
}

/** HTTP/2 has the first line among the headers, and the host as its authority. */
function withoutPseudo(raw: RawHeaders): RawHeaders {
  const headers: string[] = []
  let authority = ''
  eachHeader(raw, (name, value) => {
    if (name === ':authority') authority = value
    if (!name.startsWith(':')) headers.push(name, value)
  })
  return authority === '' || valuesOf(headers, 'host').length > 0 ? headers : ['host', authority, ...headers]
}

/** True when a body is to come that may not be empty. */
export function announcesBody(request: IncomingMessage): boolean {
  const { stream } = request as { stream?: { readonly endAfterHeaders?: boolean } }
  if (request.httpVersionMajor === 2) return stream?.endAfterHeaders !== true
  if (valuesOf(request.rawHeaders, 'transfer-encoding').length > 0) return true
  return valuesOf(request.rawHeaders, 'content-length').some((length) => Number(length) > 0)
}

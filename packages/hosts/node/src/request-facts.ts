import type { IncomingMessage } from 'node:http'
import { type ClientAddress, clientAddress, type Guard, plainAddress, type RawHeaders, valuesOf } from '@secrule/host'

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
  const { socket, rawHeaders } = request
  const { originalUrl } = request as { originalUrl?: unknown }
  const peer = socket?.remoteAddress ?? ''
  return {
    method: request.method ?? '',
    target: typeof originalUrl === 'string' ? originalUrl : (request.url ?? ''),
    version: request.httpVersion,
    headers: rawHeaders,
    client: clientAddress(peer, socket?.remotePort ?? 0, valuesOf(rawHeaders, 'x-forwarded-for'), guard.clientTrust),
    server: { address: plainAddress(socket?.localAddress ?? ''), port: socket?.localPort ?? 0, name: '' },
  }
}

/** True when the headers announce a body that is not empty. */
export function announcesBody(headers: RawHeaders): boolean {
  if (valuesOf(headers, 'transfer-encoding').length > 0) return true
  return valuesOf(headers, 'content-length').some((length) => Number(length) > 0)
}

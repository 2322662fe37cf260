import { type ClientAddress, clientAddress, type Guard, plainAddress, type RawHeaders } from '@secrule/host'
import { byteString } from './byte-string.js'
import type { ConnectionFacts } from './fetch-options.js'

/** What the engine is told of a request before its body. Byte strings. */
export interface RequestFacts {
  readonly method: string
  readonly target: string
  readonly version: string
  readonly headers: RawHeaders
  readonly client: ClientAddress
  readonly server: { readonly address: string; readonly port: number; readonly name: string }
  readonly drop: (() => void) | null
}

/** Puts together what the Request object and its platform tell. */
export function requestFacts(guard: Guard, request: Request, known: ConnectionFacts): RequestFacts {
  const headers = known.headers?.map(byteString) ?? headerList(request.headers)
  return {
    method: request.method,
    target: byteString(known.target ?? targetOf(request.url)),
    version: known.httpVersion ?? '1.1',
    headers,
    client: clientAddress(known.address ?? '', known.port ?? 0, headers, guard.clientTrust),
    server: { address: plainAddress(known.serverAddress ?? ''), port: known.serverPort ?? 0, name: '' },
    drop: known.drop?.bind(known) ?? null,
  }
}

/** Name, value, name, value … as a Headers object has them: lower case, sorted, equal names joined but for Set-Cookie. */
export function headerList(headers: Headers): string[] {
  const list: string[] = []
  headers.forEach((value, name) => {
    list.push(name, byteString(value))
  })
  return list
}

/** Path and query. What a URL object has made of them is what the application will see. */
function targetOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const end = url.indexOf('#')
  return start < 0 ? '/' : url.slice(start, end < 0 ? undefined : end)
}

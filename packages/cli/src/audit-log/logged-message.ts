import type { HttpRequest, HttpResponse } from '../exchange/exchange.js'
import { messageBody } from './message-body.js'

type Headers = [name: string, value: string][]

/** The request of a record; null where the log has no target or no headers of it. `body` is as the record has it. */
export function loggedRequest(
  method: string,
  target: string,
  version: string,
  headers: Headers | null,
  body: unknown,
): HttpRequest | null {
  if (target === '' || headers === null) return null
  return { method, target, version, headers, body: messageBody(body, headers) }
}

/** The response of a record; null where the log has none. */
export function loggedResponse(status: number, headers: Headers, body: unknown): HttpResponse | null {
  return status === 0 ? null : { status, version: '1.1', headers, body: messageBody(body, headers) }
}

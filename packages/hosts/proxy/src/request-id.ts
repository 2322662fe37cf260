import { randomBytes } from 'node:crypto'
import { type RawHeaders, valuesOf } from './raw-headers.js'

const plausible = /^[A-Za-z0-9._~:@+/=-]{1,128}$/

/** The id of a transaction: a trusted client's X-Request-Id when there is exactly one of plain characters, else a new one. */
export function requestId(headers: RawHeaders, isTrusted: boolean): string {
  if (isTrusted) {
    const [id, ...more] = valuesOf(headers, 'x-request-id')
    if (id !== undefined && more.length === 0 && plausible.test(id)) return id
  }
  return randomBytes(15).toString('base64url')
}

import { type RawHeaders, valuesOf } from './raw-headers.js'

declare const crypto: { getRandomValues(into: Uint8Array): Uint8Array }

const plausible = /^[A-Za-z0-9._~:@+/=-]{1,128}$/
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The id of a transaction: a trusted client's X-Request-Id when there is exactly one of plain characters, else a new one. */
export function requestId(headers: RawHeaders, isTrusted: boolean): string {
  if (isTrusted) {
    const [id, ...more] = valuesOf(headers, 'x-request-id')
    if (id !== undefined && more.length === 0 && plausible.test(id)) return id
  }
  let id = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(20))) id += alphabet.charAt(byte & 63)
  return id
}

import { type RawHeaders, valuesOf } from '@secrule/host'
import { type Refusal, refuse } from './refusal.js'

/** How long a request body is, by its headers. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }

/**
 * Reads the body framing of a request. Node's parser has refused most of what is ambiguous; this is the second look, and
 * stricter: one Content-Length of digits, or one Transfer-Encoding that is exactly `chunked`, never both, and chunked
 * only in HTTP/1.1.
 */
export function requestFraming(headers: RawHeaders, httpVersion: string): Framing | Refusal {
  const lengths = valuesOf(headers, 'content-length')
  const codings = valuesOf(headers, 'transfer-encoding')
  if (codings.length > 0) {
    if (lengths.length > 0) return refuse(400, 'Content-Length beside Transfer-Encoding')
    if (httpVersion !== '1.1') return refuse(400, 'Transfer-Encoding in HTTP/1.0')
    if (codings.length > 1) return refuse(400, 'more than one Transfer-Encoding')
    if (codings[0]?.toLowerCase() !== 'chunked') return refuse(400, 'a Transfer-Encoding other than chunked')
    return { kind: 'chunked' }
  }
  if (lengths.length === 0) return { kind: 'none' }
  if (lengths.length > 1) return refuse(400, 'more than one Content-Length')
  const text = lengths[0] ?? ''
  const length = Number(text)
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(length)) return refuse(400, 'a Content-Length that is no length')
  return { kind: 'length', length }
}

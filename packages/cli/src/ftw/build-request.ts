import { encodeText } from '../byte-string.js'
import { fromBase64 } from './base64.js'
import { expandTemplate } from './expand-template.js'
import type { FtwHeader, FtwInput } from './test-case.js'

const form = 'application/x-www-form-urlencoded'

/** The bytes that a stage sends (a byte string), with headers and bodies completed the way go-ftw does. */
export function buildRequest(input: FtwInput): string {
  if (input.encoded_request !== undefined) return fromBase64(input.encoded_request)
  const completes = input.autocomplete_headers ?? true
  const method = input.method ?? 'GET'
  const headers = headersOf(input)
  const header = (name: string): string | undefined => headers.find((each) => each.name.toLowerCase() === name)?.value
  const type = (): string => header('content-type') ?? ''
  const add = (name: string, value: string): unknown => headers.push({ name, value })
  let body =
    input.encoded_data === undefined ? expandTemplate(encodeText(input.data ?? '')) : fromBase64(input.encoded_data)
  if (completes && body !== '' && header('content-type') === undefined) add('Content-Type', form)
  if (completes && type() === form && !isEncoded(body)) body = encodeForm(body)
  if (type().includes('multipart/form-data;')) body = body.replace(/\r?\n/g, '\r\n')
  if (completes) {
    if (header('connection') === undefined) add('Connection', 'close')
    const sends = body !== '' || ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method)
    if (sends && header('content-length') === undefined) add('Content-Length', `${body.length}`)
  }
  const line = encodeText(`${method} ${input.uri ?? '/'} ${input.version ?? 'HTTP/1.1'}`)
  const block = headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('')
  return `${line}\r\n${block}\r\n${body}`
}

/** Headers with an order of their own, then the others in the order of their names. */
function headersOf(input: FtwInput): FtwHeader[] {
  const bytes = ({ name, value }: FtwHeader): FtwHeader => ({ name: encodeText(name), value: encodeText(value) })
  const named = (input.headers ?? []).map(bytes).sort((a, b) => (a.name < b.name ? -1 : 1))
  return [...(input.ordered_headers ?? []).map(bytes), ...named]
}

/** Unescaping would change something. */
function isEncoded(body: string): boolean {
  return /%[0-9A-Fa-f]{2}|\+/.test(body)
}

/** Each key and value percent-encoded, a space as `+`, split at `&` and at the first `=`. */
function encodeForm(body: string): string {
  return body
    .split('&')
    .map((pair) => {
      const cut = pair.indexOf('=')
      if (cut < 0) return encodePart(pair)
      return `${encodePart(pair.slice(0, cut))}=${encodePart(pair.slice(cut + 1))}`
    })
    .join('&')
}

function encodePart(text: string): string {
  return text.replace(/[^A-Za-z0-9\-_.~]/g, (char) =>
    char === ' ' ? '+' : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

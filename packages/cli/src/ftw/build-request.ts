import { bytes } from 'secrule'
import type { FtwInput } from './test-case.js'

/** A request as bytes (a byte string), and its parts as they were put together. */
export interface BuiltRequest {
  readonly raw: string
  readonly line: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

const form = 'application/x-www-form-urlencoded'

/** Builds the request of a stage the way go-ftw does, completions of headers and bodies included. */
export function buildRequest(input: FtwInput): BuiltRequest {
  if (input.encoded_request !== undefined) return takeApart(fromBase64(input.encoded_request))
  const completes = input.autocomplete_headers ?? !(input.stop_magic ?? false)
  const method = input.method ?? 'GET'
  const headers = headersOf(input)
  const header = (name: string): string | undefined =>
    headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1]
  let body = input.encoded_data !== undefined ? fromBase64(input.encoded_data) : bytes(expandTemplate(input.data ?? ''))
  if (completes && body !== '' && header('Content-Type') === undefined) headers.push(['Content-Type', form])
  if (completes && header('Content-Type') === form && isPlain(body)) body = encodeForm(body)
  if (header('Content-Type')?.includes('multipart/form-data;')) body = body.replace(/\r?\n/g, '\r\n')
  if (completes) {
    if (header('Connection') === undefined) headers.push(['Connection', 'close'])
    const sends = body !== '' || ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method)
    if (sends && header('Content-Length') === undefined) headers.push(['Content-Length', String(body.length)])
  }
  const line = bytes(`${method} ${input.uri ?? '/'} ${input.version ?? 'HTTP/1.1'}`)
  const block = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return { raw: `${line}\r\n${block}\r\n${body}`, line, headers, body }
}

function headersOf(input: FtwInput): [string, string][] {
  const ordered = (input.ordered_headers ?? []).map(({ name, value }): [string, string] => [bytes(name), bytes(value)])
  const named = Object.entries(input.headers ?? {})
    .map(([name, value]): [string, string] => [bytes(name), bytes(String(value ?? ''))])
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return [...ordered, ...named]
}

/** Unescaping would change nothing. */
function isPlain(body: string): boolean {
  return !/%[0-9A-Fa-f]{2}|\+/.test(body)
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

/** The one template function that test suites use; anything else in braces stays as it is. */
function expandTemplate(text: string): string {
  return text.replace(
    /\{\{\s*"([^"]*)"\s*\|\s*repeat\s+(\d+)\s*\}\}|\{\{\s*repeat\s+(\d+)\s+"([^"]*)"\s*\}\}/g,
    (_all, a, n, m, b) => (a ?? b ?? '').repeat(Number(n ?? m)),
  )
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1')
}

/** A raw request taken apart as far as its bytes allow. */
function takeApart(raw: string): BuiltRequest {
  const end = /\r?\n\r?\n/.exec(raw)
  const head = end === null ? raw : raw.slice(0, end.index)
  const body = end === null ? '' : raw.slice(end.index + end[0].length)
  const [line = '', ...rest] = head.split(/\r?\n/)
  const headers = rest
    .filter((each) => each !== '')
    .map((each): [string, string] => {
      const colon = each.indexOf(':')
      return colon < 0 ? [each, ''] : [each.slice(0, colon), each.slice(colon + 1).trim()]
    })
  return { raw, line, headers, body }
}

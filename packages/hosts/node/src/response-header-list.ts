import type { ServerResponse } from 'node:http'
import type { ResponseMethods } from './response-methods.js'

/** Sets the headers that `writeHead` was given, in any form Node takes. A field that stands there more than once is kept so. */
export function mergeHeaders(methods: ResponseMethods, headers: unknown): void {
  if (headers === undefined || headers === null) return
  if (!Array.isArray(headers)) {
    for (const [name, value] of Object.entries(headers)) if (name !== '') methods.setHeader(name, value)
    return
  }
  const pairs = Array.isArray(headers[0]) ? (headers as [string, unknown][]) : paired(headers)
  for (const [name] of pairs) methods.removeHeader(name)
  for (const [name, value] of pairs) methods.appendHeader(name, value)
}

function paired(flat: readonly unknown[]): [string, unknown][] {
  if (flat.length % 2 !== 0) throw new TypeError('The argument headers is invalid: an odd number of names and values')
  const pairs: [string, unknown][] = []
  for (let i = 0; i < flat.length; i += 2) pairs.push([String(flat[i]), flat[i + 1]])
  return pairs
}

/** The headers that the application has set, as they will be sent: name, value, name, value … Byte strings. */
export function headerList(response: ServerResponse): string[] {
  const list: string[] = []
  // In Node since 15.4, and in the types for requests only.
  const names = (response as { getRawHeaderNames?(): string[] }).getRawHeaderNames?.() ?? response.getHeaderNames()
  for (const name of names) {
    const value = response.getHeader(name)
    for (const one of Array.isArray(value) ? value : [value]) list.push(name, String(one))
  }
  return list
}

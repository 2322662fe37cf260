import type { HttpRequest } from '../exchange/exchange.js'
import { putInForm } from './put-in-form.js'
import { putInJson } from './put-in-json.js'

/**
 * The request with another value in the place that a variable names, sent as a client would send it: percent-encoded,
 * quoted for JSON. Null: the value of such a variable cannot be chosen (a name, a count), or it is not in the request.
 */
export function putValue(request: HttpRequest, variable: string, value: string): HttpRequest | null {
  const colon = variable.indexOf(':')
  const name = colon < 0 ? variable : variable.slice(0, colon)
  const key = colon < 0 ? '' : variable.slice(colon + 1)
  switch (name) {
    case 'ARGS':
      return putInQuery(request, key, value) ?? putInBody(request, key, value)
    case 'ARGS_GET':
      return putInQuery(request, key, value)
    case 'ARGS_POST':
      return putInBody(request, key, value)
    case 'REQUEST_COOKIES':
      return putInCookies(request, key, value)
    case 'REQUEST_HEADERS':
    case '&REQUEST_HEADERS':
      return putInHeader(request, key, value)
    case 'XML':
      return putInXml(request, value)
    case 'REQUEST_BODY':
      return putAnywhereInBody(request, value)
    case 'QUERY_STRING':
    case 'REQUEST_URI':
    case 'REQUEST_URI_RAW':
    case 'REQUEST_LINE':
      return withTarget(request, `${request.target}${request.target.includes('?') ? '&' : '?'}tuned=${encoded(value)}`)
    default:
      return null
  }
}

function withTarget(request: HttpRequest, target: string): HttpRequest {
  const { line, ...rest } = request
  // A line as it was sent has its target in the middle.
  return line === undefined
    ? { ...rest, target }
    : { ...rest, line: line.replace(request.target, () => target), target }
}

function withBody(request: HttpRequest, body: string): HttpRequest {
  const headers = request.headers.map(([name, value]): [string, string] =>
    name.toLowerCase() === 'content-length' ? [name, `${body.length}`] : [name, value],
  )
  return { ...request, headers, body }
}

function contentType({ headers }: HttpRequest): string {
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
}

function putInQuery(request: HttpRequest, key: string, value: string): HttpRequest | null {
  const start = request.target.indexOf('?')
  if (start < 0) return null
  const query = putInForm(request.target.slice(start + 1), key, encoded(value))
  return query === null ? null : withTarget(request, request.target.slice(0, start + 1) + query)
}

function putInBody(request: HttpRequest, key: string, value: string): HttpRequest | null {
  const type = contentType(request)
  let body: string | null = null
  if (/json|csp-report/i.test(type)) body = putInJson(request.body, key, value)
  else if (/multipart/i.test(type)) body = putInMultipart(request.body, key, value)
  else body = putInForm(request.body, key, encoded(value))
  return body === null ? null : withBody(request, body)
}

/** Into the content of the part with this name; without a name, of the first part. */
function putInMultipart(body: string, key: string | null, value: string): string | null {
  const parts =
    /(\r?\nContent-Disposition:[^\r\n]*?\bname="([^"]*)"[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n)([\s\S]*?)(?=\r?\n--)/gi
  for (const part of body.matchAll(parts)) {
    const [, head = '', name = '', content = ''] = part
    if (key !== null && name.toLowerCase() !== key.toLowerCase()) continue
    const from = part.index + head.length
    return body.slice(0, from) + value + body.slice(from + content.length)
  }
  return null
}

function putInCookies(request: HttpRequest, key: string, value: string): HttpRequest | null {
  let isFound = false
  const headers = request.headers.map(([name, text]): [string, string] => {
    if (name.toLowerCase() !== 'cookie' || isFound) return [name, text]
    const pairs = text.split(';').map((pair) => {
      const equals = pair.indexOf('=')
      if (isFound || equals < 0 || pair.slice(0, equals).trim().toLowerCase() !== key.toLowerCase()) return pair
      isFound = true
      return `${pair.slice(0, equals)}=${encoded(value)}`
    })
    return [name, pairs.join(';')]
  })
  return isFound ? { ...request, headers } : null
}

function putInHeader(request: HttpRequest, key: string, value: string): HttpRequest | null {
  const isSendable = !/[\r\n\0]/.test(value)
  if (!isSendable || !request.headers.some(([name]) => name.toLowerCase() === key.toLowerCase())) return null
  const headers = request.headers.map(([name, text]): [string, string] => [
    name,
    name.toLowerCase() === key.toLowerCase() ? value : text,
  ])
  return { ...request, headers }
}

/** Into the first text of the document. */
function putInXml(request: HttpRequest, value: string): HttpRequest | null {
  const text = />([^<>]*[^<>\s][^<>]*)<\//.exec(request.body)
  if (text === null) return null
  const from = text.index + 1
  const quoted = value
    .replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '')
  return withBody(request, request.body.slice(0, from) + quoted + request.body.slice(from + text[1]!.length))
}

/** Into the first value of the body, whatever its form. */
function putAnywhereInBody(request: HttpRequest, value: string): HttpRequest | null {
  const type = contentType(request)
  let body: string | null = null
  if (/json/i.test(type)) body = putInJson(request.body, null, value)
  else if (/multipart/i.test(type)) body = putInMultipart(request.body, null, value)
  else body = putInForm(request.body, null, encoded(value))
  return body === null ? null : withBody(request, body)
}

/** Percent-encoded, all but what no reader of URLs minds. */
export function encoded(value: string): string {
  return value.replace(
    /[^A-Za-z0-9_.~-]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

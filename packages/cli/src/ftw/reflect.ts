import { byteString, bytesOf, encodeText } from '../byte-string.js'
import type { HttpResponse } from '../exchange/exchange.js'

/** A response as the reflecting backend makes it. */
export interface Reflected extends HttpResponse {
  /** What the request wanted to be written to the log of the backend. */
  readonly logMessage: string | null
}

/**
 * What the backend of CRS's tests answers: `/reflect` gives whatever the request's JSON body asks for (`status`,
 * `headers`, `body` or `encodedBody`, `logMessage`), `/status/N` that status, everything else an empty 200. A body
 * without a type is text/plain. Target and body are byte strings.
 */
export function reflect(target: string, body: string): Reflected {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
  const status = /^\/status\/([1-5]\d\d)$/.exec(path)
  if (status !== null && Number(status[1]) >= 200) return answer(Number(status[1]), '')
  if (!/^\/reflect\/?$/.test(path)) return answer(200, '')
  let wish: unknown
  try {
    wish = JSON.parse(Buffer.from(bytesOf(body)).toString('utf8'))
  } catch {
    return answer(400, 'the body is not JSON')
  }
  if (typeof wish !== 'object' || wish === null) return answer(400, 'the body is not a JSON object')
  return grant(wish as Record<string, unknown>)
}

function grant(wish: Record<string, unknown>): Reflected {
  const { status = 200, headers = {}, body = '', encodedBody, logMessage = null } = wish
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    return answer(400, '"status" is no status of an answer')
  }
  if (typeof headers !== 'object' || headers === null) return answer(400, '"headers" is no object')
  const fields = Object.entries(headers).map(([name, value]) => [encodeText(name), encodeText(String(value))] as const)
  if (fields.some(([name, value]) => !/^[!#$%&'*+\-.^_`|~\w]+$/.test(name) || /[\r\n\0]/.test(value))) {
    return answer(400, 'a header that cannot be sent')
  }
  const content =
    typeof encodedBody === 'string' ? byteString(Buffer.from(encodedBody, 'base64')) : encodeText(String(body))
  const hasType = fields.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    status,
    version: '1.1',
    headers: hasType ? fields : [['Content-Type', 'text/plain'], ...fields],
    body: content,
    logMessage: logMessage === null ? null : String(logMessage),
  }
}

function answer(status: number, body: string): Reflected {
  return { status, version: '1.1', headers: [['Content-Type', 'text/plain']], body, logMessage: null }
}

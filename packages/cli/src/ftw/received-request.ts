import { joinHeaders } from '@secrule/proxy'
import type { HttpRequest } from '../exchange/exchange.js'
import { readRawMessage } from '../exchange/raw-message.js'
import type { ServerManner } from './test-plan.js'

/**
 * A request as a server takes it from the wire: without Content-Length and chunks there is no body, whatever follows the
 * headers. The line goes to the engine as it was sent, headers as a server of this manner hands them on.
 */
export function receivedRequest(raw: string, manner: ServerManner): HttpRequest {
  const { startLine, headers, body } = readRawMessage(raw)
  const [method = '', target = '', protocol = ''] = startLine.trim().split(/[ \t]+/)
  const isFramed = headers.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name.trim()))
  return {
    line: startLine,
    method,
    target,
    version: protocol.replace(/^HTTP\//i, ''),
    headers: manner === 'httpd' ? pairs(joinHeaders(headers.flat())) : headers,
    body: isFramed ? body : '',
  }
}

function pairs(flat: readonly string[]): [name: string, value: string][] {
  const result: [string, string][] = []
  for (let i = 0; i + 1 < flat.length; i += 2) result.push([flat[i] ?? '', flat[i + 1] ?? ''])
  return result
}

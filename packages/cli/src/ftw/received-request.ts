import type { HttpRequest } from '../exchange/exchange.js'
import { readRawMessage } from '../exchange/raw-message.js'

/**
 * A request as a server takes it from the wire: without Content-Length and chunks there is no body, whatever follows the
 * headers. The line goes to the engine as it was sent.
 */
export function receivedRequest(raw: string): HttpRequest {
  const { startLine, headers, body } = readRawMessage(raw)
  const [method = '', target = '', protocol = ''] = startLine.trim().split(/[ \t]+/)
  const isFramed = headers.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name.trim()))
  return {
    line: startLine,
    method,
    target,
    version: protocol.replace(/^HTTP\//i, ''),
    headers,
    body: isFramed ? body : '',
  }
}

import { CommandError } from '../command-error.js'
import type { HttpRequest } from './exchange.js'
import { readRawMessage } from './raw-message.js'

/** Reads a raw request. The request line goes to the engine as it is, well-formed or not. */
export function readRawRequest(text: string, name: string): HttpRequest {
  const { startLine, headers, body } = readRawMessage(text)
  if (startLine === '') throw new CommandError(`${name} holds no request: write a request line such as GET / HTTP/1.1`)
  const [method = '', target = '', protocol = ''] = startLine.split(/ +/)
  return { line: startLine, method, target, version: protocol.replace(/^HTTP\//i, ''), headers, body }
}

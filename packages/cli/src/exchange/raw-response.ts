import { CommandError } from '../command-error.js'
import type { HttpResponse } from './exchange.js'
import { readRawMessage } from './raw-message.js'

/** Reads a raw response: status line, headers, body. */
export function readRawResponse(text: string, name: string): HttpResponse {
  const { startLine, headers, body } = readRawMessage(text)
  const parts = /^HTTP\/([0-9.]{1,3})[ \t]+([1-5][0-9]{2})(?:[ \t]|$)/.exec(startLine)
  if (parts === null) throw new CommandError(`${name} holds no response: begin with a line such as HTTP/1.1 200 OK`)
  return { version: parts[1]!, status: Number(parts[2]), headers, body }
}

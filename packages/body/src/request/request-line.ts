import { isWhiteSpace } from '../white-space.js'

/** The three parts of a request line. */
export interface RequestLine {
  readonly method: string
  /** Everything between method and protocol, spaces in it included. */
  readonly target: string
  /** The last word of three or more; `HTTP/0.9` when there is a target and no third word. */
  readonly protocol: string
}

/**
 * Splits a request line whatever bytes it holds. White space around it is ignored, a line end too. With more than three
 * words the first is the method, the last the protocol: `GET /a b HTTP/1.1` asks for `/a b`, and what stands in the place
 * of the protocol is reported as sent, so that rules on REQUEST_PROTOCOL see it.
 */
export function parseRequestLine(line: string): RequestLine {
  let from = 0
  let to = line.length
  while (from < to && isWhiteSpace(line.charCodeAt(from))) from++
  while (to > from && isWhiteSpace(line.charCodeAt(to - 1))) to--
  let methodEnd = from
  while (methodEnd < to && !isWhiteSpace(line.charCodeAt(methodEnd))) methodEnd++
  const method = line.slice(from, methodEnd)
  let targetStart = methodEnd
  while (targetStart < to && isWhiteSpace(line.charCodeAt(targetStart))) targetStart++
  if (targetStart === to) return { method, target: '', protocol: '' }
  let protocolStart = to
  while (protocolStart > targetStart && !isWhiteSpace(line.charCodeAt(protocolStart - 1))) protocolStart--
  if (protocolStart === targetStart) return { method, target: line.slice(targetStart, to), protocol: 'HTTP/0.9' }
  let targetEnd = protocolStart
  while (isWhiteSpace(line.charCodeAt(targetEnd - 1))) targetEnd--
  return { method, target: line.slice(targetStart, targetEnd), protocol: line.slice(protocolStart, to) }
}

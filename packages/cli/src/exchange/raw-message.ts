/** A raw HTTP message taken apart, with no judgement of it. Byte strings. */
export interface RawMessage {
  readonly startLine: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/**
 * Reads a message from a file. Lenient, since broken requests are what one wants to look at: lines may end in LF alone,
 * a line without colon is a header without value, a folded line belongs to the header before it. A chunked body is put
 * together; what follows a Content-Length (the line end that editors add) is cut off.
 */
export function readRawMessage(text: string): RawMessage {
  const lines: string[] = []
  let at = 0
  let body = ''
  while (at < text.length) {
    const end = text.indexOf('\n', at)
    const next = end < 0 ? text.length : end + 1
    const line = text.slice(at, end < 0 ? text.length : end).replace(/\r$/, '')
    at = next
    if (line === '' && lines.length > 0) {
      body = text.slice(at)
      break
    }
    if (line !== '') lines.push(line)
  }
  const [startLine = '', ...rest] = lines
  const headers = readHeaders(rest)
  return { startLine, headers, body: framedBody(headers, body) }
}

function readHeaders(lines: readonly string[]): [string, string][] {
  const headers: [string, string][] = []
  for (const line of lines) {
    const last = headers[headers.length - 1]
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] = `${last[1]} ${line.trim()}`
      continue
    }
    const colon = line.indexOf(':')
    if (colon < 0) headers.push([line, ''])
    else headers.push([line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')])
  }
  return headers
}

function framedBody(headers: readonly (readonly [string, string])[], body: string): string {
  const value = (name: string): string | undefined => headers.find(([each]) => each.toLowerCase() === name)?.[1]
  if (/\bchunked\b/i.test(value('transfer-encoding') ?? '')) return unchunk(body) ?? body
  const length = value('content-length') ?? ''
  return /^\d{1,15}$/.test(length) ? body.slice(0, Number(length)) : body
}

/** The content of a chunked body, or null when it is not in that form. */
function unchunk(body: string): string | null {
  const chunks: string[] = []
  let at = 0
  while (at < body.length) {
    const size = /^([0-9a-f]{1,8})(?:;[^\n]*)?\r?\n/i.exec(body.slice(at, at + 1000))
    if (size === null) return null
    const length = Number.parseInt(size[1]!, 16)
    if (length === 0) return chunks.join('')
    at += size[0].length
    if (at + length > body.length) return null
    chunks.push(body.slice(at, at + length))
    at += length
    if (body.startsWith('\r\n', at)) at += 2
    else if (body[at] === '\n') at += 1
    else return null
  }
  return null
}

import type { RawHeaders } from '@secrule/host'

/** A request as well as it can be made out. Byte strings. */
export interface LenientRequest {
  /** The first line, as sent. */
  readonly line: string
  readonly headers: RawHeaders
  /** Whatever stands after the headers, as sent: a framing that was refused is not undone. */
  readonly body: Uint8Array
}

/** What the engine is shown of a header block and of what follows it. */
const maxHead = 131_072
const maxBody = 131_072
const maxFields = 1_000

/**
 * Reads bytes that are not proper HTTP the way the most forgiving server might, so that rules can look at them: lines end
 * with LF, a CR before it or not; a folded line belongs to the field before it; a line without colon is a field without
 * value; anything else stays as it is. Never fails; what it gives is for inspection and never forwarded.
 */
export function readLeniently(bytes: Uint8Array): LenientRequest {
  let at = 0
  while (at < bytes.length && (bytes[at] === 13 || bytes[at] === 10)) at++
  const head = byteString(bytes.subarray(at, at + maxHead))
  let from = 0
  const nextLine = (): string | null => {
    if (from >= head.length) return null
    const end = head.indexOf('\n', from)
    const line = end < 0 ? head.slice(from) : head.slice(from, end)
    from = end < 0 ? head.length : end + 1
    return line.endsWith('\r') ? line.slice(0, -1) : line
  }
  const line = nextLine() ?? ''
  const headers: string[] = []
  for (let text = nextLine(); text !== null && text !== ''; text = nextLine()) {
    const isFolded = /^[ \t]/.test(text)
    if (isFolded && headers.length > 0) headers[headers.length - 1] += ` ${trimmed(text)}`
    else if (headers.length < 2 * maxFields) {
      const colon = text.indexOf(':')
      const name = trimmed(colon < 0 ? text : text.slice(0, colon))
      headers.push(name, colon < 0 ? '' : trimmed(text.slice(colon + 1)))
    }
  }
  return { line, headers, body: bytes.subarray(at + from, at + from + maxBody) }
}

/**
 * The offset behind `count` messages, or -1 when they do not end within `bytes`. For messages that the parser took, so
 * their framing is simple: a Content-Length, chunks, or nothing.
 */
export function skipMessages(bytes: Uint8Array, count: number): number {
  if (count === 0) return 0
  const text = byteString(bytes)
  let at = 0
  for (let i = 0; i < count; i++) {
    while (text[at] === '\r' || text[at] === '\n') at++
    const end = text.indexOf('\r\n\r\n', at)
    if (end < 0) return -1
    const head = text.slice(at, end)
    at = end + 4
    const length = /\r\ncontent-length:[ \t]*(\d+)/i.exec(head)
    if (length !== null) at += Number(length[1])
    else if (/\r\ntransfer-encoding:/i.test(head)) at = skipChunks(text, at)
    if (at < 0 || at > text.length) return -1
  }
  return at
}

function skipChunks(text: string, from: number): number {
  let at = from
  for (;;) {
    const end = text.indexOf('\r\n', at)
    if (end < 0) return -1
    const size = Number.parseInt(text.slice(at, Math.min(end, at + 16)), 16)
    if (!(size >= 0)) return -1
    at = end + 2
    if (size === 0) break
    at += size + 2
    if (at > text.length) return -1
  }
  if (text.startsWith('\r\n', at)) return at + 2
  const end = text.indexOf('\r\n\r\n', at)
  return end < 0 ? -1 : end + 4
}

function trimmed(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isBlank(text.charCodeAt(from))) from++
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

function byteString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

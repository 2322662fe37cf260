import { ByteBuffer } from '../byte-buffer.js'
import { hexDigit } from '../hex-digit.js'

const nameStart = new Uint8Array(256)
const namePart = new Uint8Array(256)
for (let code = 0; code < 256; code++) {
  const letter = (code | 32) >= 97 && (code | 32) <= 122 && code >= 65 && code < 128
  nameStart[code] = letter || code === 58 || code === 95 || code >= 128 ? 1 : 0
  namePart[code] = nameStart[code] === 1 || code === 45 || code === 46 || (code >= 48 && code <= 57) ? 1 : 0
}

/** Where the XML name at a place ends; the place itself when there is none. Bytes above 127 are taken as name characters. */
export function nameEnd(text: string, at: number): number {
  if (at >= text.length || nameStart[text.charCodeAt(at)] === 0) return at
  let end = at + 1
  while (end < text.length && namePart[text.charCodeAt(end)] === 1) end++
  return end
}

/** Where the white space at a place ends. */
export function skipSpace(text: string, at: number): number {
  let end = at
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break
  }
  return end
}

/** Line ends as XML has them: CRLF and lone CR are LF. */
export function normalizeLines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

/**
 * The UTF-8 of a character reference, given what stands between `&#` and `;`; null when it is none or names a character
 * that XML does not allow.
 */
export function characterReference(body: string): string | null {
  const hex = body[0] === 'x'
  let point = 0
  if (body.length === (hex ? 1 : 0)) return null
  for (let i = hex ? 1 : 0; i < body.length; i++) {
    const digit = hexDigit(body.charCodeAt(i))
    if (digit < 0 || (!hex && digit > 9)) return null
    point = point * (hex ? 16 : 10) + digit
    if (point > 0x10ffff) return null
  }
  if (point < 32 && point !== 9 && point !== 10 && point !== 13) return null
  if ((point >= 0xd800 && point < 0xe000) || point === 0xfffe || point === 0xffff) return null
  const out = new ByteBuffer(4)
  out.pushPoint(point)
  return out.text()
}

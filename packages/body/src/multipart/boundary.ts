import { isWhiteSpace } from '../white-space.js'
import type { MultipartFlags } from './multipart-flags.js'

const mediaType = 'multipart/form-data'
const word = 'boundary'

/**
 * Reads the boundary of a multipart Content-Type, setting flags on the way; an error text when there is none that every
 * parser would agree on. An empty boundary is always an error, also when a `;` follows it at once.
 */
export function readBoundary(contentType: string, flags: MultipartFlags): { boundary: string } | { error: string } {
  if (contentType.length > 1024) return invalid('length')
  const lower = asciiLower(contentType)
  if (!lower.startsWith(mediaType)) return { error: 'Multipart: Invalid MIME type.' }
  if (countBoundaries(lower) > 1) return { error: 'Multipart: Multiple boundary parameters in C-T.' }
  const start = contentType.indexOf(word)
  if (start < 0) {
    return lower.includes(word) ? invalid('case sensitivity') : { error: 'Multipart: Boundary not found in C-T.' }
  }
  let semicolons = 0
  for (let i = mediaType.length; i < start; i++) {
    const code = contentType.charCodeAt(i)
    if (code === 59) semicolons++
    else if (!isWhiteSpace(code)) return invalid('malformed')
  }
  if (semicolons > 1) return invalid('malformed')
  if (semicolons === 0) flags.missingSemicolon = 1
  const equals = contentType.indexOf('=', start)
  if (equals < 0) return invalid('malformed')
  for (let i = start + word.length; i < equals; i++) {
    if (!isWhiteSpace(contentType.charCodeAt(i))) return invalid('parameter name')
    flags.boundaryWhitespace = 1
  }
  if (isWhiteSpace(contentType.charCodeAt(equals + 1))) flags.boundaryWhitespace = 1
  return checkValue(contentType.slice(equals + 1), flags)
}

function checkValue(text: string, flags: MultipartFlags): { boundary: string } | { error: string } {
  let value = text
  const opens = value[0] === '"'
  const closes = value.length > 1 && value.endsWith('"')
  if (opens && closes) {
    value = value.slice(1, -1)
    flags.boundaryQuoted = 1
  } else if (opens || closes) return invalid('quote')
  if (value === '') return invalid('empty')
  if (countBoundaries(asciiLower(value)) > 0) return invalid('content')
  if (allowed(value)) return { boundary: value }
  const cut = value.indexOf(';')
  if (cut === 0) return invalid('empty')
  if (cut < 0 || !allowed(value.slice(0, cut))) return invalid('characters')
  return { boundary: value.slice(0, cut) }
}

function invalid(code: string): { error: string } {
  return { error: `Multipart: Invalid boundary in C-T (${code}).` }
}

/** How often the word stands in the text with a `=` anywhere behind it. */
function countBoundaries(lower: string): number {
  const last = lower.lastIndexOf('=')
  let count = 0
  for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length)) {
    if (last >= at + word.length) count++
  }
  return count
}

function allowed(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    const lower = code | 32
    if ((code >= 48 && code <= 57) || (lower >= 97 && lower <= 122 && code >= 65)) continue
    if (code === 32 ? i + 1 === value.length : !"'()+_,-./:=?".includes(value[i]!)) return false
  }
  return true
}

/** `toLowerCase` would turn byte C4 into E4 and so on; only ASCII letters have a case here. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

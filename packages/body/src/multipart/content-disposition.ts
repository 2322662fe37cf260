import { hexDigit } from '../hex-digit.js'
import { percentDecode } from '../percent-decode.js'

/** What a Content-Disposition header of a form part says. Positions count from the start of the header value. */
export interface ContentDisposition {
  name: string | null
  nameAt: number
  filename: string | null
  filenameAt: number
  /** `filename*`, percent-decoded, in whatever charset it declares. */
  extendedFilename: string | null
  /** A quote was used where parsers differ: MULTIPART_INVALID_QUOTING. */
  invalidQuoting: boolean
}

const tokenCharacter = new Uint8Array(256)
for (let code = 33; code <= 126; code++) {
  if (!'()<>@,;:\\"/[]?='.includes(String.fromCharCode(code))) tokenCharacter[code] = 1
}

/**
 * Reads a Content-Disposition value by the exact grammar of ModSecurity. The number is its error code, negative; the
 * fields read before the error are in `into`, so that an early name is not lost.
 */
export function parseContentDisposition(value: string, into: ContentDisposition): number {
  if (!value.startsWith('form-data')) return -1
  const end = value.length
  let at = skipBlank(value, 9)
  if (at === end) return 0
  if (value[at] !== ';') return -2
  at++
  while (at < end) {
    at = skipBlank(value, at)
    if (at === end) return -3
    const nameStart = at
    while (at < end && value[at] !== '=' && value[at] !== ' ' && value[at] !== '\t') at++
    if (at === end) return -4
    const parameter = value.slice(nameStart, at)
    at = skipBlank(value, at)
    if (at === end) return -5
    if (value[at] !== '=') return -13
    at = skipBlank(value, at + 1)
    if (at === end) return -6
    let quote = ''
    let text = ''
    let textAt = at
    if (parameter === 'filename*') {
      const read = readExtended(value, at)
      if (typeof read === 'number') return read
      text = read.text
      at = read.at
    } else if (value[at] === '"' || value[at] === "'") {
      quote = value[at]!
      textAt = ++at
      if (quote === "'") into.invalidQuoting = true
      if (at === end) return -7
      const read = readQuoted(value, at, quote)
      if (typeof read === 'number') return read
      text = read.text
      at = read.at
      // Taken to the end when the quote never closes, as ModSecurity does; but other parsers drop such a part.
      if (!read.closed) into.invalidQuoting = true
    } else {
      while (at < end && tokenCharacter[value.charCodeAt(at)] === 1) at++
      text = value.slice(textAt, at)
    }
    if (quote !== '"' && parameter !== 'filename*' && text.includes("'")) into.invalidQuoting = true
    if (parameter === 'name') {
      if (into.name !== null) return -14
      into.name = text
      into.nameAt = textAt
    } else if (parameter === 'filename') {
      if (into.filename !== null) return -15
      into.filename = text
      into.filenameAt = textAt
    } else if (parameter === 'filename*') {
      if (into.extendedFilename !== null) return -20
      into.extendedFilename = text
    } else return -11
    at = skipBlank(value, at)
    if (at === end) break
    if (value[at] !== ';') {
      if (value[at - 1] === '"' || value[at - 1] === "'") into.invalidQuoting = true
      return -12
    }
    at++
  }
  return into.extendedFilename !== null && into.filename === null ? -21 : 0
}

function skipBlank(value: string, at: number): number {
  while (value[at] === ' ' || value[at] === '\t') at++
  return at
}

/** Only the quote itself and a backslash can be escaped; other backslashes are text, as in Windows paths. */
function readQuoted(
  value: string,
  from: number,
  quote: string,
): { text: string; at: number; closed: boolean } | number {
  const pieces: string[] = []
  let start = from
  let at = from
  while (at < value.length) {
    const char = value[at]!
    if (char === quote) {
      pieces.push(value.slice(start, at))
      return { text: pieces.join(''), at: at + 1, closed: true }
    }
    if (char === '\\') {
      const next = value[at + 1]
      if (next === undefined) return -8
      if (next === quote || next === '\\') {
        pieces.push(value.slice(start, at))
        start = ++at
      }
    }
    at++
  }
  pieces.push(value.slice(start))
  return { text: pieces.join(''), at, closed: false }
}

/** `charset'language'percent-encoded`. */
function readExtended(value: string, from: number): { text: string; at: number } | number {
  let at = from
  while (at < value.length && value[at] !== "'" && tokenCharacter[value.charCodeAt(at)] === 1) at++
  if (value[at] !== "'" || at === from) return -16
  at++
  while (at < value.length && value[at] !== "'" && tokenCharacter[value.charCodeAt(at)] === 1) at++
  if (value[at] !== "'") return -17
  const start = ++at
  while (at < value.length && value[at] !== ';') {
    if (value[at] === ' ' || value[at] === '\t') {
      const next = skipBlank(value, at)
      if (next < value.length && value[next] !== ';') return -19
      break
    }
    if (value[at] === '%') {
      if (at + 2 >= value.length) return -18
      if (hexDigit(value.charCodeAt(at + 1)) < 0 || hexDigit(value.charCodeAt(at + 2)) < 0) return -18
      at += 3
    } else if (tokenCharacter[value.charCodeAt(at)] === 1 && value[at] !== "'" && value[at] !== '*') at++
    else return -19
  }
  return { text: percentDecode(value.slice(start, at)), at }
}

import type { Argument } from '../argument.js'
import { isWhiteSpace, trimEnd, trimStart } from '../white-space.js'

/** How to read a Cookie header. */
export interface CookieOptions {
  /** SecCookieFormat: 0 is what everybody sends, 1 has quoted values and `$` attributes. */
  format: 0 | 1
  /** SecCookiev0Separator; empty is `;`. Format 1 always separates at `;` and `,`. */
  separator: string
  /** Format 0 of ModSecurity 2: a header without `;` but with `,` and a space behind it separates at `,`. */
  commaFallback?: boolean
}

/** The cookies of one Cookie header, in order, values as sent. Cookies without a name are skipped. */
export function parseCookies(header: string, options: CookieOptions): Argument[] {
  return options.format === 1 ? parseVersion1(header) : parseVersion0(header, options)
}

function parseVersion0(header: string, options: CookieOptions): Argument[] {
  const text = trimEnd(header)
  const fallback = options.commaFallback === true && !text.includes(';') && text.includes(', ')
  const separator = options.separator === '' ? (fallback ? ',' : ';') : options.separator
  const cookies: Argument[] = []
  for (const piece of text.split(separator)) {
    const equals = piece.indexOf('=')
    const name = trimStart(equals < 0 ? piece : piece.slice(0, equals))
    if (name !== '') cookies.push({ name, value: equals < 0 ? '' : piece.slice(equals + 1) })
  }
  return cookies
}

function parseVersion1(header: string): Argument[] {
  const cookies: Argument[] = []
  const length = header.length
  let previous = ''
  let at = 0
  while (at < length) {
    while (at < length && isWhiteSpace(header.charCodeAt(at))) at++
    let from = at
    while (at < length && !'=;,'.includes(header[at]!)) at++
    let name = trimEnd(header.slice(from, at))
    let value = ''
    if (header[at] === '=') {
      at++
      while (at < length && isWhiteSpace(header.charCodeAt(at))) at++
      const quoted = header[at] === '"'
      from = quoted ? ++at : at
      while (at < length && (quoted ? header[at] !== '"' : header[at] !== ',' && header[at] !== ';')) at++
      value = quoted ? header.slice(from, at) : trimEnd(header.slice(from, at))
      at++
    }
    if (name !== '') {
      if (name[0] !== '$') previous = name
      else if (previous !== '') name = `$${previous}_${name.slice(1)}`
      cookies.push({ name, value })
    }
    while (at < length && (header[at] === ',' || header[at] === ';' || isWhiteSpace(header.charCodeAt(at)))) at++
  }
  return cookies
}

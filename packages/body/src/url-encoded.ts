import type { Argument, ArgumentList } from './argument.js'
import { urlDecode } from './url-decode.js'

/**
 * The arguments of a query string or a url-encoded body. Pieces are split at the separator (`&` when it is empty), each
 * at its first `=`. An empty piece is an argument without name and value; a trailing separator adds none. With `skipEmpty` none is.
 */
export function parseUrlEncoded(
  text: string,
  options: { separator: string; limit: number; skipEmpty?: boolean },
): ArgumentList {
  const separator = options.separator === '' ? '&' : options.separator
  const found: Argument[] = []
  let invalidEncoding = false
  let from = 0
  while (from < text.length) {
    if (found.length >= options.limit) return { arguments: found, invalidEncoding, truncated: true }
    let to = text.indexOf(separator, from)
    if (to < 0) to = text.length
    const piece = text.slice(from, to)
    from = to + separator.length
    if (piece === '' && options.skipEmpty === true) continue
    const equals = piece.indexOf('=')
    const name = urlDecode(equals < 0 ? piece : piece.slice(0, equals))
    if (equals < 0) {
      found.push({ name: name.text, value: '' })
    } else {
      const value = urlDecode(piece.slice(equals + 1))
      found.push({ name: name.text, value: value.text })
      if (value.invalid) invalidEncoding = true
    }
    if (name.invalid) invalidEncoding = true
  }
  return { arguments: found, invalidEncoding, truncated: false }
}

import type { ArgumentList } from './argument.js'
import { type UrlEncodedOptions, UrlEncodedParser } from './url-encoded-parser.js'

/** The arguments of a query string or a url-encoded body, at once. */
export function parseUrlEncoded(text: string, options: UrlEncodedOptions): ArgumentList {
  const parser = new UrlEncodedParser(text, options)
  parser.goOn(Number.POSITIVE_INFINITY)
  return parser.end()
}

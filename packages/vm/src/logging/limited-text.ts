import { escaped, escapedLength } from './log-escape.js'

/** A text cut to so many bytes, with a note of how many are missing. */
export function limitedText(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)} (${text.length - limit} characters omitted)`
}

/** The same as `limitedText(escaped(text), limit)`, without escaping what is cut off: a body of megabytes may match. */
export function limitedEscaped(text: string, limit: number): string {
  if (text.length <= limit) return limitedText(escaped(text), limit)
  // no byte gets shorter when it is escaped
  return `${escaped(text.slice(0, limit)).slice(0, limit)} (${escapedLength(text) - limit} characters omitted)`
}

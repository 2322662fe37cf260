/** C's `isspace` in the C locale: space, tab, line feed, vertical tab, form feed, carriage return. */
export function isWhiteSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

/** The text without the white space before it. */
export function trimStart(text: string): string {
  let from = 0
  while (from < text.length && isWhiteSpace(text.charCodeAt(from))) from++
  return from === 0 ? text : text.slice(from)
}

/** The text without the white space after it. */
export function trimEnd(text: string): string {
  let to = text.length
  while (to > 0 && isWhiteSpace(text.charCodeAt(to - 1))) to--
  return to === text.length ? text : text.slice(0, to)
}

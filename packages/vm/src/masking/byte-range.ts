/** Bytes of a value, the end not among them. */
export type ByteRange = readonly [from: number, to: number]

/** As many stars as the text has bytes. */
export function stars(text: string): string {
  return '*'.repeat(text.length)
}

/** The text with the bytes of the ranges turned into stars. Ranges may overlap and need no order. */
export function starred(text: string, ranges: readonly ByteRange[]): string {
  if (ranges.length === 0) return text
  let result = ''
  let at = 0
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (to <= at) continue
    const start = Math.max(from, at)
    result += text.slice(at, start) + stars(text.slice(start, to))
    at = to
  }
  return result + text.slice(at)
}

/** The code point of a sequence of that many bytes, overlong ones too, or -1 when a continuation byte is missing or bad. */
export function utf8Sequence(value: string, from: number, size: number): number {
  if (from + size > value.length) return -1
  let point = value.charCodeAt(from) & (0x7f >> size)
  for (let i = from + 1; i < from + size; i++) {
    const code = value.charCodeAt(i)
    if ((code & 0xc0) !== 0x80) return -1
    point = (point << 6) | (code & 0x3f)
  }
  return point
}

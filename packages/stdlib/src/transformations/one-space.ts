import { outputBuffer, textOf } from './output-buffer.js'

/** A value with one space in place of every run of the bytes that a table of 256 marks with 1; the same string when that is so. */
export function oneSpace(value: string, white: Uint8Array): string {
  const { length } = value
  let first = 0
  for (; first < length; first++) {
    const code = value.charCodeAt(first)
    if (white[code] !== 1) continue
    if (code !== 0x20 || (first + 1 < length && white[value.charCodeAt(first + 1)] === 1)) break
  }
  if (first === length) return value
  const out = outputBuffer(length)
  let at = 0
  let isBehindSpace = false
  for (let i = first; i < length; i++) {
    const code = value.charCodeAt(i)
    if (white[code] !== 1) {
      out[at++] = code
      isBehindSpace = false
    } else if (!isBehindSpace) {
      out[at++] = 0x20
      isBehindSpace = true
    }
  }
  return textOf(out, at, value.slice(0, first))
}

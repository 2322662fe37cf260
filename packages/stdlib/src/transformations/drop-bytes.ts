import { outputBuffer, textOf } from './output-buffer.js'

/** A value without the bytes that a table of 256 marks with 1; the same string when it has none of them. */
export function dropBytes(value: string, dropped: Uint8Array): string {
  const { length } = value
  let first = 0
  while (first < length && dropped[value.charCodeAt(first)] !== 1) first++
  if (first === length) return value
  const out = outputBuffer(length)
  let at = 0
  for (let i = first; i < length; i++) {
    const code = value.charCodeAt(i)
    if (dropped[code] !== 1) out[at++] = code
  }
  return textOf(out, at, value.slice(0, first))
}

/** A table for `dropBytes`. */
export function byteSet(bytes: string): Uint8Array {
  const table = new Uint8Array(256)
  for (let i = 0; i < bytes.length; i++) table[bytes.charCodeAt(i)] = 1
  return table
}

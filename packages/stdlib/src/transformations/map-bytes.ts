import { outputBuffer, textOf } from './output-buffer.js'

/** Replaces every byte by its entry in a table of 256; the same string when no byte differs. */
export function mapBytes(value: string, table: Uint8Array): string {
  const { length } = value
  let at = 0
  for (; at < length; at++) {
    const code = value.charCodeAt(at)
    if (table[code] !== code) break
  }
  if (at === length) return value
  const out = outputBuffer(length)
  for (let i = 0; i < length; i++) out[i] = table[value.charCodeAt(i)]!
  return textOf(out, length)
}

/** A table for `mapBytes` from a function of one byte. */
export function byteTable(of: (byte: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => of(byte))
}

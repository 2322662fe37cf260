import { latin } from './byte-string.js'
import { sharedBytes } from './shared-bytes.js'

const digits = new Int8Array(256).fill(-1)
for (let digit = 0; digit < 16; digit++) {
  for (const code of [digit.toString(16), digit.toString(16).toUpperCase()]) digits[code.charCodeAt(0)] = digit
}

/**
 * Decodes `%XX` (and `+` as a space when asked) once. Anything else is copied, a broken escape included, which is then
 * reported. `%00` gives a NUL byte. The same string comes back when there is nothing to decode.
 */
export function decodeEscapes(text: string, plus: boolean): { text: string; invalid: boolean } {
  let at = text.indexOf('%')
  if (plus) {
    const space = text.indexOf('+')
    if (at < 0 || (space >= 0 && space < at)) at = space
  }
  if (at < 0) return { text, invalid: false }
  const length = text.length
  const bytes = sharedBytes(length)
  let invalid = false
  let changed = false
  let size = 0
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code === 37) {
      const high = i + 2 < length ? digits[text.charCodeAt(i + 1)]! : -1
      const low = high < 0 ? -1 : digits[text.charCodeAt(i + 2)]!
      if (low >= 0) {
        bytes[size++] = high * 16 + low
        changed = true
        i += 2
        continue
      }
      invalid = true
    } else if (code === 43 && plus) {
      bytes[size++] = 32
      changed = true
      continue
    }
    bytes[size++] = code
  }
  return { text: changed ? latin(bytes, 0, size) : text, invalid }
}

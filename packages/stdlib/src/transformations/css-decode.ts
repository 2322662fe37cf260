import { transformation } from '@secrule/program'
import { hexDigitAt } from './hex-digit.js'
import { isSpace } from './is-space.js'
import { outputBuffer, textOf } from './output-buffer.js'

/**
 * t:cssDecode. Of an escape only the last two hex digits count, as in the engines; a full width form (\ff21, \0ff21,
 * \00ff21) becomes its ASCII character. One white space byte after the digits belongs to the escape.
 */
export const cssDecode = transformation({
  name: 'cssDecode',
  summary: 'Decodes CSS 2 escapes: \\ and 1 to 6 hex digits, or \\ before any other character.',
  example: 'SecRule ARGS "@contains javascript" "id:1,phase:2,deny,t:none,t:cssDecode"',
  engines: 'As ModSecurity. Coraza writes the code point as UTF-8.',
  touches: '\\',
  run: (value) => {
    let i = value.indexOf('\\')
    if (i < 0) return value
    const out = outputBuffer(value.length)
    const before = value.slice(0, i)
    let at = 0
    while (i < value.length) {
      const code = value.charCodeAt(i++)
      if (code !== 0x5c) {
        out[at++] = code
        continue
      }
      if (i === value.length) break
      const digits = countDigits(value, i)
      if (digits > 0) {
        out[at++] = escaped(value, i, digits)
        i += digits
        if (i < value.length && isSpace(value.charCodeAt(i))) i++
      } else {
        const next = value.charCodeAt(i++)
        if (next !== 0x0a) out[at++] = next
      }
    }
    return textOf(out, at, before)
  },
})

function countDigits(value: string, from: number): number {
  let count = 0
  while (count < 6 && from + count < value.length && hexDigitAt(value, from + count) >= 0) count++
  return count
}

function escaped(value: string, from: number, digits: number): number {
  if (digits === 1) return hexDigitAt(value, from)
  const last = from + digits - 2
  const byte = hexDigitAt(value, last) * 16 + hexDigitAt(value, last + 1)
  if (digits < 4 || byte < 0x01 || byte > 0x5e) return byte
  for (let i = from; i < last - 2; i++) if (value.charCodeAt(i) !== 0x30) return byte
  return hexDigitAt(value, last - 2) === 15 && hexDigitAt(value, last - 1) === 15 ? byte + 0x20 : byte
}

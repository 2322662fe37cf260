import { encodePoint } from '@secrule/body'
import { hexDigitAt } from '../hex-digit.js'
import { isSpace } from '../is-space.js'
import { outputBuffer, textOf } from '../output-buffer.js'
import { named } from './utf8.js'

/**
 * CSS escapes as the characters that they name, full width forms as their ASCII ones. What follows the digits is copied
 * without being looked at, a backslash too, unless it is white space.
 */
export function cssCodePoints(value: string): string {
  let i = value.indexOf('\\')
  if (i < 0) return value
  const before = value.slice(0, i)
  // two bytes can name U+FFFD, which has three
  const out = outputBuffer(value.length * 2)
  let at = 0
  while (i < value.length) {
    const code = value.charCodeAt(i++)
    if (code !== 0x5c) {
      out[at++] = code
      continue
    }
    if (i === value.length) break
    const from = i
    let point = 0
    for (; i < value.length && i < from + 6; i++) {
      const digit = hexDigitAt(value, i)
      if (digit < 0) break
      point = point * 16 + digit
    }
    if (i > from) at = encodePoint(point >= 0xff01 && point <= 0xff5e ? point - 0xfee0 : named(point), out, at)
    if (i === value.length) break
    const next = value.charCodeAt(i++)
    if (i - 1 > from ? !isSpace(next) : next !== 0x0a) out[at++] = next
  }
  return textOf(out, at, before)
}

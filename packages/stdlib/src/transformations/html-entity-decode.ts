import { transformation } from '@secrule/program'
import { hexDigitAt } from './hex-digit.js'
import { namedEntities } from './named-entities.js'
import { outputBuffer, textOf } from './output-buffer.js'

/**
 * t:htmlEntityDecode. A number above 255 keeps its low eight bits, and one that does not fit in 63 bits gives FF, so
 * leading zeros hide nothing. The semicolon may be missing.
 */
export const htmlEntityDecode = transformation({
  name: 'htmlEntityDecode',
  summary: 'Decodes numeric HTML entities and &quot; &amp; &lt; &gt; &nbsp; into one byte each.',
  example: 'SecRule ARGS "@contains <script" "id:1,phase:2,deny,t:none,t:htmlEntityDecode,t:lowercase"',
  engines:
    'As ModSecurity 2. ModSecurity 3.0.13 reads at most 2 hex or 3 decimal digits and takes names by their beginning; Coraza knows all HTML 5 names and writes UTF-8.',
  touches: '&',
  run: (value) => {
    let i = value.indexOf('&')
    if (i < 0 || i === value.length - 1) return value
    const out = outputBuffer(value.length)
    const before = value.slice(0, i)
    let at = 0
    while (i < value.length) {
      const code = value.charCodeAt(i)
      if (code !== 0x26) {
        out[at++] = code
        i++
        continue
      }
      const next = i + 1 < value.length ? value.charCodeAt(i + 1) : 0
      const numeric = next === 0x23
      if (!numeric && !isAlphanumeric(next)) {
        out[at++] = code
        i++
        continue
      }
      const hex = numeric && i + 2 < value.length && (value.charCodeAt(i + 2) | 0x20) === 0x78
      const from = i + (hex ? 3 : numeric ? 2 : 1)
      const end = hex ? endOfHex(value, from) : numeric ? endOfDecimal(value, from) : endOfName(value, from)
      let byte = -1
      if (end > from) {
        byte = hex ? hexByte(value, from, end) : numeric ? decimalByte(value, from, end) : nameByte(value, from, end)
      }
      if (byte >= 0) {
        out[at++] = byte
        i = end < value.length && value.charCodeAt(end) === 0x3b ? end + 1 : end
      } else for (; i < end; i++) out[at++] = value.charCodeAt(i)
    }
    return before.length + at === value.length ? value : textOf(out, at, before)
  },
})

function endOfHex(value: string, from: number): number {
  let end = from
  while (end < value.length && hexDigitAt(value, end) >= 0) end++
  return end
}

function isDecimal(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function endOfDecimal(value: string, from: number): number {
  let end = from
  while (end < value.length && isDecimal(value.charCodeAt(end))) end++
  return end
}

function endOfName(value: string, from: number): number {
  let end = from
  while (end < value.length && isAlphanumeric(value.charCodeAt(end))) end++
  return end
}

function isAlphanumeric(code: number): boolean {
  return ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) || isDecimal(code)
}

function afterZeros(value: string, from: number, end: number): number {
  let first = from
  while (first < end && value.charCodeAt(first) === 0x30) first++
  return first
}

function hexByte(value: string, from: number, end: number): number {
  const first = afterZeros(value, from, end)
  const digits = end - first
  if (digits > 16 || (digits === 16 && hexDigitAt(value, first) > 7)) return 0xff
  if (digits === 0) return 0
  return (digits > 1 ? hexDigitAt(value, end - 2) * 16 : 0) + hexDigitAt(value, end - 1)
}

const largest = '9223372036854775807'

function decimalByte(value: string, from: number, end: number): number {
  const first = afterZeros(value, from, end)
  const digits = end - first
  if (digits > 19 || (digits === 19 && value.slice(first, end) > largest)) return 0xff
  let byte = 0
  for (let i = first; i < end; i++) byte = (byte * 10 + value.charCodeAt(i) - 0x30) & 0xff
  return byte
}

/** The names by their letters, as one number each. */
const byLetters = new Map([...namedEntities].map(([name, code]) => [lettersOf(name, 0, name.length), code]))

function lettersOf(value: string, from: number, end: number): number {
  let letters = 0
  for (let i = from; i < end; i++) letters = (letters << 8) | value.charCodeAt(i) | 0x20
  return letters
}

function nameByte(value: string, from: number, end: number): number {
  return end - from > 4 ? -1 : (byLetters.get(lettersOf(value, from, end)) ?? -1)
}

import { transformation } from '@secrule/program'
import { highBytes } from './high-bytes.js'
import { outputBuffer, textOf } from './output-buffer.js'
import { utf8Sequence } from './utf8-sequence.js'

const digits = Uint8Array.from({ length: 16 }, (_, i) => '0123456789abcdef'.charCodeAt(i))

/**
 * t:utf8toUnicode, for rules that look for %u afterwards. Surrogates and overlong forms are written and followed by
 * their first byte; a lead byte without its continuation is lost.
 */
export const utf8toUnicode = transformation({
  name: 'utf8toUnicode',
  summary: 'Writes each character of two or more UTF-8 bytes as %uXXXX.',
  example: 'SecRule ARGS "@rx (?i)%uff1c" "id:1,phase:2,deny,t:none,t:utf8toUnicode"',
  engines: 'ModSecurity drops NUL bytes here, which are kept; Coraza writes %ufffd for invalid bytes.',
  touches: highBytes,
  run: (value) => {
    let i = value.search(/[\x80-\xff]/)
    if (i < 0) return value
    // two bytes give seven at the most, four eight
    const out = outputBuffer(Math.ceil(value.length * 3.5))
    const before = value.slice(0, i)
    let at = 0
    while (i < value.length) {
      const lead = value.charCodeAt(i)
      if (lead < 0xc0 || lead >= 0xf8) {
        out[at++] = lead
        i++
        continue
      }
      if (lead >= 0xf5) out[at++] = lead
      const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
      const point = utf8Sequence(value, i, size)
      if (point < 0) {
        i++
        continue
      }
      at = writeHex(point, out, at)
      const overlong = point < (size === 2 ? 0x80 : size === 3 ? 0x800 : 0x1_0000)
      if (overlong || (point >= 0xd800 && point <= 0xdfff)) out[at++] = lead
      i += size
    }
    const result = textOf(out, at, before)
    return result === value ? value : result
  },
})

/** Writes `%u` and at least four digits; gives the place behind them. */
export function writeHex(point: number, out: Uint8Array, from: number): number {
  let at = from
  out[at++] = 0x25
  out[at++] = 0x75
  for (let shift = point > 0xf_ffff ? 20 : point > 0xffff ? 16 : 12; shift >= 0; shift -= 4) {
    out[at++] = digits[(point >> shift) & 15]!
  }
  return at
}

import { transformation } from '@secrule/program'
import { narrow } from './full-width.js'
import { hexPairAt } from './hex-digit.js'
import { outputBuffer, textOf } from './output-buffer.js'
import { type CodePointMap, codePage20127, codePointMap } from './unicode-map.js'

/**
 * t:urlDecodeUni. A code point that has no byte in the map of SecUnicodeMapFile keeps its low eight bits, as the
 * servers do that know %u at all.
 */
export const urlDecodeUni = transformation({
  name: 'urlDecodeUni',
  summary: 'Decodes %XX, %uXXXX, and + as a space; an invalid sequence is kept.',
  example: 'SecRule REQUEST_URI_RAW "@contains ../" "id:1,phase:1,deny,t:none,t:urlDecodeUni"',
  engines:
    'The best-fit table of code page 20127 is used when SecUnicodeMapFile names no other, as in Coraza; ModSecurity has no table then.',
  touches: '%+',
  run: (value) => decodeWithMap(value, codePage20127()),
  link: (settings) => {
    if (settings.unicodeMap === null) return (value) => decodeWithMap(value, codePage20127())
    const map = codePointMap(settings.unicodeMap)
    return (value) => decodeWithMap(value, map)
  },
})

/** Decodes with a map of code points. */
export function decodeWithMap(value: string, map: CodePointMap): string {
  if (value.indexOf('%') < 0 && value.indexOf('+') < 0) return value
  const first = value.search(/[%+]/)
  const before = value.slice(0, first)
  const out = outputBuffer(value.length)
  let at = 0
  let changed = false
  for (let i = first; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code === 0x25) {
      const byte = hexPairAt(value, i + 1)
      if (byte >= 0) {
        out[at++] = byte
        changed = true
        i += 2
        continue
      }
      if (i + 1 < value.length && (value.charCodeAt(i + 1) | 0x20) === 0x75) {
        const high = hexPairAt(value, i + 2)
        const low = high < 0 ? -1 : hexPairAt(value, i + 4)
        if (low >= 0) {
          const point = high * 256 + low
          const mapped = map[point]!
          out[at++] = mapped >= 0 ? mapped : narrow(point)
          changed = true
          i += 5
        } else {
          out[at++] = code
          out[at++] = value.charCodeAt(++i)
        }
        continue
      }
    } else if (code === 0x2b) {
      out[at++] = 0x20
      changed = true
      continue
    }
    out[at++] = code
  }
  return changed ? textOf(out, at, before) : value
}

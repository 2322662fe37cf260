import { transformation } from '@secrule/program'
import { hexPairAt } from './hex-digit.js'
import { outputBuffer, textOf } from './output-buffer.js'

/** t:sqlHexDecode. A literal needs one pair of digits at least; an odd last digit stays. */
export const sqlHexDecode = transformation({
  name: 'sqlHexDecode',
  summary: 'Decodes the hex literals of SQL, such as 0x414243.',
  example: 'SecRule ARGS "@contains select" "id:1,phase:2,deny,t:none,t:sqlHexDecode,t:lowercase"',
  engines: 'ModSecurity 2 stops at a NUL byte; Coraza lacks it.',
  touches: 'xX',
  run: (value) => {
    const first = value.search(/0x[0-9a-f]{2}/i)
    if (first < 0) return value
    const out = outputBuffer(value.length)
    const before = value.slice(0, first)
    let at = 0
    let i = first
    while (i < value.length) {
      const code = value.charCodeAt(i)
      const literal = code === 0x30 && i + 3 < value.length && (value.charCodeAt(i + 1) | 0x20) === 0x78
      let byte = literal ? hexPairAt(value, i + 2) : -1
      if (byte < 0) {
        out[at++] = code
        i++
        continue
      }
      for (i += 2; byte >= 0; byte = hexPairAt(value, i)) {
        out[at++] = byte
        i += 2
      }
    }
    return textOf(out, at, before)
  },
})

import { transformation } from '@secrule/program'
import { hexPairAt } from './hex-digit.js'
import { outputBuffer, textOf } from './output-buffer.js'

/** t:urlDecode. Engine variables such as ARGS are decoded once already; this is for a second round or for raw ones. */
export const urlDecode = transformation({
  name: 'urlDecode',
  summary: 'Decodes %XX, and + as a space; an invalid sequence is kept.',
  example: 'SecRule REQUEST_URI_RAW "@contains ../" "id:1,phase:1,deny,t:none,t:urlDecode"',
  touches: '%+',
  run: (value) => {
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
      } else if (code === 0x2b) {
        out[at++] = 0x20
        changed = true
        continue
      }
      out[at++] = code
    }
    return changed ? textOf(out, at, before) : value
  },
})

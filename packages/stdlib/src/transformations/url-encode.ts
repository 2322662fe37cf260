import { transformation } from '@secrule/program'
import { outputBuffer, textOf } from './output-buffer.js'

const digits = Uint8Array.from({ length: 16 }, (_, i) => '0123456789abcdef'.charCodeAt(i))
const kept = new Uint8Array(256)
for (const byte of '*0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') kept[byte.charCodeAt(0)] = 1

/** t:urlEncode. Stricter than most encoders: `-`, `_` and `.` are encoded too. */
export const urlEncode = transformation({
  name: 'urlEncode',
  summary: 'Percent-encodes all bytes but letters, digits and *; a space becomes +.',
  example: 'SecRule ARGS "@contains %3cscript" "id:1,phase:2,deny,t:none,t:lowercase,t:urlEncode"',
  run: (value) => {
    if (!/[^*0-9A-Za-z]/.test(value)) return value
    const out = outputBuffer(value.length * 3)
    let at = 0
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (kept[code] === 1) out[at++] = code
      else if (code === 0x20) out[at++] = 0x2b
      else {
        out[at++] = 0x25
        out[at++] = digits[code >> 4]!
        out[at++] = digits[code & 15]!
      }
    }
    return textOf(out, at)
  },
})

import { transformation } from '@secrule/program'
import { outputBuffer, textOf } from './output-buffer.js'

const digits = '0123456789abcdef'
const codes = Uint8Array.from({ length: 16 }, (_, i) => digits.charCodeAt(i))

/** t:hexEncode, mostly behind t:md5 and t:sha1. Always counts as a change. */
export const hexEncode = transformation({
  name: 'hexEncode',
  summary: 'Writes each byte as two lower-case hex digits.',
  example:
    'SecRule ARGS:token "@streq da39a3ee5e6b4b0d3255bfef95601890afd80709" "id:1,phase:2,deny,t:none,t:sha1,t:hexEncode"',
  alwaysChanges: true,
  run: (value) => {
    const out = outputBuffer(value.length * 2)
    for (let i = 0, at = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      out[at++] = codes[code >> 4]!
      out[at++] = codes[code & 15]!
    }
    return textOf(out, value.length * 2)
  },
})

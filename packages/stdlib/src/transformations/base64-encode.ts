import { transformation } from '@secrule/program'
import { base64Alphabet } from './base64-alphabet.js'
import { outputBuffer, textOf } from './output-buffer.js'

const letters = Uint8Array.from({ length: 64 }, (_, i) => base64Alphabet.charCodeAt(i))

/** t:base64Encode. With padding, without line breaks. Always counts as a change. */
export const base64Encode = transformation({
  name: 'base64Encode',
  summary: 'Encodes the value in Base64.',
  example: 'SecRule ARGS "@contains PHNjcmlwdD" "id:1,phase:2,deny,t:none,t:base64Encode"',
  alwaysChanges: true,
  run: (value) => {
    const { length } = value
    const out = outputBuffer(Math.ceil(length / 3) * 4)
    let at = 0
    for (let i = 0; i < length; i += 3) {
      const first = value.charCodeAt(i)
      const second = i + 1 < length ? value.charCodeAt(i + 1) : 0
      const third = i + 2 < length ? value.charCodeAt(i + 2) : 0
      out[at++] = letters[first >> 2]!
      out[at++] = letters[((first & 3) << 4) | (second >> 4)]!
      out[at++] = i + 1 < length ? letters[((second & 15) << 2) | (third >> 6)]! : 0x3d
      out[at++] = i + 2 < length ? letters[third & 63]! : 0x3d
    }
    return textOf(out, at)
  },
})

import { transformation } from '@secrule/program'
import { base64Values } from './base64-alphabet.js'
import { outputBuffer, textOf } from './output-buffer.js'

/** t:base64Decode. An incomplete last group still gives its bytes: two letters one, three letters two. */
export const base64Decode = transformation({
  name: 'base64Decode',
  summary: 'Decodes Base64 up to the first byte that does not belong to it; line breaks are skipped.',
  example: 'SecRule ARGS "@contains <script" "id:1,phase:2,deny,t:none,t:base64Decode,t:lowercase"',
  engines: 'As Coraza. ModSecurity 2 stops at a line break; ModSecurity 3 gives nothing when anything is invalid.',
  run: (value) => {
    if (value.length === 0) return value
    const out = outputBuffer(value.length)
    let at = 0
    let bits = 0
    let count = 0
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code === 0x0a || code === 0x0d) continue
      const six = base64Values[code]!
      if (six < 0) break
      bits = ((bits << 6) | six) & 0xffff
      count += 6
      if (count >= 8) {
        count -= 8
        out[at++] = bits >> count
      }
    }
    return textOf(out, at)
  },
})

import { transformation } from '@secrule/program'
import { base64Values } from './base64-alphabet.js'
import { outputBuffer, textOf } from './output-buffer.js'

/**
 * t:base64DecodeExt, for Base64 with noise in it. Padding that comes after a lone letter makes the whole result empty,
 * as lenient decoders have it.
 */
export const base64DecodeExt = transformation({
  name: 'base64DecodeExt',
  summary: 'Decodes Base64 and skips every byte that does not belong to it.',
  example: 'SecRule ARGS "@contains <script" "id:1,phase:2,deny,t:none,t:base64DecodeExt,t:lowercase"',
  engines: 'As ModSecurity 3. ModSecurity 2 stops at a NUL byte; Coraza takes - and _ as letters and stops at =.',
  run: (value) => {
    if (value.length === 0) return value
    const out = outputBuffer(value.length)
    let at = 0
    let bits = 0
    let letters = 0
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code === 0x3d) {
        const another = i + 1 < value.length && value.charCodeAt(i + 1) === 0x3d
        if (letters % 4 === 1 && !another) return ''
        continue
      }
      const six = base64Values[code]!
      if (six < 0) continue
      bits = ((bits << 6) | six) & 0xffff
      const place = letters++ & 3
      if (place > 0) out[at++] = bits >> (6 - place * 2)
    }
    return textOf(out, at)
  },
})

import { transformation } from '@secrule/program'
import { outputBuffer, textOf } from './output-buffer.js'

/** t:hexDecode. Nothing is validated: a byte that is no hex digit gives what the arithmetic gives, and an odd one is lost. */
export const hexDecode = transformation({
  name: 'hexDecode',
  summary: 'Decodes pairs of hex digits into bytes.',
  example: 'SecRule ARGS "@contains <script" "id:1,phase:2,deny,t:none,t:hexDecode,t:lowercase"',
  engines: 'Coraza leaves a value alone that is not made of complete pairs of hex digits.',
  run: (value) => {
    if (value.length === 0) return value
    const pairs = value.length >> 1
    const out = outputBuffer(pairs)
    for (let i = 0; i < pairs; i++) out[i] = digit(value.charCodeAt(i * 2)) * 16 + digit(value.charCodeAt(i * 2 + 1))
    return textOf(out, pairs)
  },
})

function digit(code: number): number {
  return code >= 0x41 ? (code & 0xdf) - 0x37 : code - 0x30
}

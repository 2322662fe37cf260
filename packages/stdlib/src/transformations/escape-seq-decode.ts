import { transformation } from '@secrule/program'
import { escapedLetters } from './escaped-letters.js'
import { hexPairAt } from './hex-digit.js'
import { countOctalDigits, octalNumber } from './octal-digits.js'
import { outputBuffer, textOf } from './output-buffer.js'

/** t:escapeSeqDecode. An octal number above 377 keeps its low eight bits; a backslash before anything else is dropped. */
export const escapeSeqDecode = transformation({
  name: 'escapeSeqDecode',
  summary: 'Decodes the escape sequences of ANSI C.',
  example: 'SecRule ARGS "@contains /etc/passwd" "id:1,phase:2,deny,t:none,t:escapeSeqDecode"',
  engines: 'In Coraza an octal number above 377 gives FF.',
  touches: '\\',
  run: (value) => decodeSequences(value, false),
})

/** With `saturates` an octal number above 377 gives FF. */
export function decodeSequences(value: string, saturates: boolean): string {
  let i = value.indexOf('\\')
  if (i < 0 || i === value.length - 1) return value
  const out = outputBuffer(value.length)
  const before = value.slice(0, i)
  let at = 0
  while (i < value.length) {
    const code = value.charCodeAt(i++)
    if (code !== 0x5c || i === value.length) {
      out[at++] = code
      continue
    }
    const next = value.charCodeAt(i)
    const byte = (next | 0x20) === 0x78 ? hexPairAt(value, i + 1) : -1
    const octal = countOctalDigits(value, i)
    if (byte >= 0) {
      out[at++] = byte
      i += 3
    } else if (octal > 0) {
      const number = octalNumber(value, i, octal)
      out[at++] = saturates && number > 0xff ? 0xff : number
      i += octal
    } else {
      out[at++] = escapedLetters[next]!
      i++
    }
  }
  return textOf(out, at, before)
}

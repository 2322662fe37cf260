import { transformation } from '@secrule/program'
import { escapedLetters } from './escaped-letters.js'
import { narrow } from './full-width.js'
import { hexPairAt } from './hex-digit.js'
import { countOctalDigits, octalNumber } from './octal-digits.js'
import { outputBuffer, textOf } from './output-buffer.js'

/** t:jsDecode. Of \uHHHH the low eight bits count, full width forms become ASCII; three octal digits go up to 377. */
export const jsDecode = transformation({
  name: 'jsDecode',
  summary: 'Decodes the escape sequences of JavaScript.',
  example: 'SecRule ARGS "@contains document.cookie" "id:1,phase:2,deny,t:none,t:jsDecode"',
  engines: 'Coraza reads octal escapes one digit too early.',
  touches: '\\',
  run: (value) => {
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
      const high = next === 0x75 || next === 0x78 ? hexPairAt(value, i + 1) : -1
      const low = next === 0x75 && high >= 0 ? hexPairAt(value, i + 3) : -1
      const octal = octalDigits(value, i)
      if (low >= 0) {
        out[at++] = narrow(high * 256 + low)
        i += 5
      } else if (next === 0x78 && high >= 0) {
        out[at++] = high
        i += 3
      } else if (octal > 0) {
        out[at++] = octalNumber(value, i, octal)
        i += octal
      } else {
        out[at++] = escapedLetters[next]!
        i++
      }
    }
    return textOf(out, at, before)
  },
})

function octalDigits(value: string, from: number): number {
  const count = countOctalDigits(value, from)
  return count === 3 && value.charCodeAt(from) > 0x33 ? 2 : count
}

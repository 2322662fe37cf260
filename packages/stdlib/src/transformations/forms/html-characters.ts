import { encodePoint } from '@secrule/body'
import { byteSet } from '../drop-bytes.js'
import { hexDigitAt } from '../hex-digit.js'
import { namedEntities } from '../named-entities.js'
import { outputBuffer, textOf } from '../output-buffer.js'
import { named } from './utf8.js'

/** More than any character. */
const tooLarge = 0x11_0000
const names = [...namedEntities]
const firstLetters = byteSet(names.map(([name]) => name.charAt(0)).join(''))

/**
 * Numeric references as the characters that they name, in UTF-8. Of the names of HTML 5 it knows those that ModSecurity
 * knows: the others name nothing that a rule looks for.
 */
export function htmlCharacters(value: string): string {
  let i = value.indexOf('&')
  if (i < 0) return value
  const before = value.slice(0, i)
  const out = outputBuffer(value.length)
  let at = 0
  while (i < value.length) {
    const code = value.charCodeAt(i)
    let end = -1
    let point = 0
    if (code === 0x26 && i + 2 < value.length) {
      if (value.charCodeAt(i + 1) === 0x23) {
        const base = (value.charCodeAt(i + 2) | 0x20) === 0x78 ? 16 : 10
        const from = i + (base === 16 ? 3 : 2)
        for (end = from; end < value.length; end++) {
          const digit = hexDigitAt(value, end)
          if (digit < 0 || digit >= base) break
          point = Math.min(tooLarge, point * base + digit)
        }
        if (end === from) end = -1
        else point = named(point)
      } else {
        const name = names[nameAt(value, i + 1)]
        if (name !== undefined) {
          end = i + 1 + name[0].length
          point = name[1]
        }
      }
    }
    if (end < 0) {
      out[at++] = code
      i++
    } else {
      at = encodePoint(point, out, at)
      i = end < value.length && value.charCodeAt(end) === 0x3b ? end + 1 : end
    }
  }
  return textOf(out, at, before)
}

/** Which of the names begins at a place, or -1. No name begins like another. */
function nameAt(value: string, from: number): number {
  const first = value.charCodeAt(from) | 0x20
  if (firstLetters[first] !== 1) return -1
  for (let place = 0; place < names.length; place++) {
    const name = names[place]![0]
    if (name.charCodeAt(0) !== first || from + name.length > value.length) continue
    let same = 1
    while (same < name.length && (value.charCodeAt(from + same) | 0x20) === name.charCodeAt(same)) same++
    if (same === name.length) return place
  }
  return -1
}

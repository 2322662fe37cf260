import { base64Decode } from '../base64-decode.js'
import { byteSet, dropBytes } from '../drop-bytes.js'
import { oneSpace } from '../one-space.js'
import { outputBuffer, textOf } from '../output-buffer.js'
import { utf8toUnicode } from '../utf8-to-unicode.js'
import { type Forms, untilNul } from './form.js'
import { forms2 } from './modsecurity2.js'

const white = byteSet('\t\n\v\f\r ')
const removed = byteSet('\t\n\v\f\r \xa0\xc2')
const nul = byteSet('\0')

/** Without line breaks and the spaces before them and at the end. */
function withoutBreaks(value: string): string {
  const out = outputBuffer(value.length)
  let at = 0
  // where the last line break was
  let floor = 0
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    out[at++] = code
    if (code !== 0x0a) continue
    at--
    if (at > floor && out[at - 1] === 0x0d) at--
    while (at > floor && out[at - 1] === 0x20) at--
    floor = at
  }
  while (at > 0 && out[at - 1] === 0x20) at--
  return textOf(out, at)
}

/** Base64 that is whole, with line breaks and spaces at the ends of lines; else nothing. */
function strictBase64(value: string): string {
  const text = withoutBreaks(untilNul(value))
  const isWhole = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
  return isWhole ? base64Decode.run(text) : ''
}

/** NUL bytes go, unless one is the last byte. */
function withoutNuls(value: string): string {
  const ends = value.endsWith('\0')
  return dropBytes(utf8toUnicode.run(value), nul) + (ends ? '\0' : '')
}

/** What libmodsecurity 3 does otherwise. */
export const forms3: Forms = new Map([
  ['base64Decode', { run: strictBase64 }],
  ['compressWhitespace', { run: (value) => oneSpace(value, white) }],
  ['removeWhitespace', { run: (value) => dropBytes(value, removed) }],
  ['utf8toUnicode', { run: withoutNuls }],
  ['urlDecodeUni', forms2.get('urlDecodeUni')!],
])

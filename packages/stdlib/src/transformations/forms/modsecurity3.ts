import { base64Decode } from '../base64-decode.js'
import { utf8toUnicode } from '../utf8-to-unicode.js'
import { type Forms, untilNul } from './form.js'
import { forms2 } from './modsecurity2.js'

/** Base64 that is whole, with line breaks and spaces at the ends of lines; else nothing. */
function strictBase64(value: string): string {
  const text = untilNul(value)
    .replace(/ *\r?\n/g, '')
    .replace(/ +$/, '')
  const isWhole = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
  return isWhole ? base64Decode.run(text) : ''
}

/** NUL bytes go, unless one is the last byte. */
function withoutNuls(value: string): string {
  const ends = value.endsWith('\0')
  return utf8toUnicode.run(value).replaceAll('\0', '') + (ends ? '\0' : '')
}

/** What libmodsecurity 3 does otherwise. */
export const forms3: Forms = new Map([
  ['base64Decode', { run: strictBase64 }],
  ['compressWhitespace', { run: (value) => value.replace(/[\t-\r ]+/g, ' ') }],
  ['removeWhitespace', { run: (value) => value.replace(/[\t-\r \xa0\xc2]+/g, '') }],
  ['utf8toUnicode', { run: withoutNuls }],
  ['urlDecodeUni', forms2.get('urlDecodeUni')!],
])

import { base64Decode } from '../base64-decode.js'
import { base64DecodeExt } from '../base64-decode-ext.js'
import { cmdLine } from '../cmd-line.js'
import { byteSet, dropBytes } from '../drop-bytes.js'
import { sqlHexDecode } from '../sql-hex-decode.js'
import { decodeWithMap, urlDecodeUni } from '../url-decode-uni.js'
import { utf8toUnicode } from '../utf8-to-unicode.js'
import { type Forms, noMap, untilNul } from './form.js'

const white = byteSet('\t\n\v\f\r \xa0')
const nul = byteSet('\0')

/** The text before the first byte that no Base64 has. */
function base64Start(value: string): string {
  const end = value.search(/[^A-Za-z0-9+/]/)
  return end < 0 ? value : value.slice(0, end)
}

/** What ModSecurity 2 does otherwise: much of it reads C strings. */
export const forms2: Forms = new Map([
  ['base64Decode', { run: (value) => base64Decode.run(base64Start(value)) }],
  ['base64DecodeExt', { run: (value) => base64DecodeExt.run(untilNul(value)) }],
  ['cmdLine', { run: (value) => cmdLine.run(untilNul(value)) }],
  ['sqlHexDecode', { run: (value) => sqlHexDecode.run(untilNul(value)) }],
  ['utf8toUnicode', { run: (value) => dropBytes(utf8toUnicode.run(value), nul) }],
  ['removeWhitespace', { run: (value) => dropBytes(value, white) }],
  [
    'urlDecodeUni',
    {
      run: (value) => decodeWithMap(value, noMap),
      link: (settings) =>
        settings.unicodeMap === null ? (value) => decodeWithMap(value, noMap) : urlDecodeUni.link!(settings),
    },
  ],
])

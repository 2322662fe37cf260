import { base64Decode } from '../base64-decode.js'
import { base64DecodeExt } from '../base64-decode-ext.js'
import { cmdLine } from '../cmd-line.js'
import { sqlHexDecode } from '../sql-hex-decode.js'
import { decodeWithMap, urlDecodeUni } from '../url-decode-uni.js'
import { utf8toUnicode } from '../utf8-to-unicode.js'
import { type Forms, noMap, untilNul } from './form.js'

/** What ModSecurity 2 does otherwise: much of it reads C strings. */
export const forms2: Forms = new Map([
  ['base64Decode', { run: (value) => base64Decode.run(value.replace(/[^A-Za-z0-9+/].*$/s, '')) }],
  ['base64DecodeExt', { run: (value) => base64DecodeExt.run(untilNul(value)) }],
  ['cmdLine', { run: (value) => cmdLine.run(untilNul(value)) }],
  ['sqlHexDecode', { run: (value) => sqlHexDecode.run(untilNul(value)) }],
  ['utf8toUnicode', { run: (value) => utf8toUnicode.run(value).replaceAll('\0', '') }],
  ['removeWhitespace', { run: (value) => value.replace(/[\t-\r \xa0]+/g, '') }],
  [
    'urlDecodeUni',
    {
      run: (value) => decodeWithMap(value, noMap),
      link: (settings) =>
        settings.unicodeMap === null ? (value) => decodeWithMap(value, noMap) : urlDecodeUni.link!(settings),
    },
  ],
])

import { base64DecodeExt } from '../base64-decode-ext.js'
import { escapeSeqDecode } from '../escape-seq-decode.js'
import { codePage20127, fullStops } from '../unicode-map.js'
import { decodeWithMap } from '../url-decode-uni.js'
import { cleanPath } from './clean-path.js'
import { cssCodePoints } from './css-code-points.js'
import type { Forms } from './form.js'
import { htmlCharacters } from './html-characters.js'
import { codePoints, utf8 } from './utf8.js'

const space = /(?:\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2(?:\x80[\x80-\x8a\xa8\xa9\xaf]|\x81\x9f)|\xe3\x80\x80|[\t-\r ])+/g

/** Each character on its own, where one becomes one. */
function mapped(value: string, map: (character: string) => string): string {
  let text = ''
  for (const point of codePoints(value)) {
    const after = map(String.fromCodePoint(point))
    const isOne = after.length === (after.codePointAt(0)! > 0xffff ? 2 : 1)
    text += utf8(isOne ? after.codePointAt(0)! : point)
  }
  return text
}

/** Letters of the URL alphabet too, up to the first `=`. */
function base64OfUrls(value: string): string {
  const end = value.indexOf('=')
  const text = end < 0 ? value : value.slice(0, end)
  return base64DecodeExt.run(text.replaceAll('-', '+').replaceAll('_', '/'))
}

function percentU(value: string): string {
  let text = ''
  for (const point of codePoints(value)) {
    text += point < 0x80 ? String.fromCharCode(point) : `%u${point.toString(16).padStart(4, '0')}`
  }
  return text
}

/** An octal number above 377 gives FF. */
function octalSaturated(value: string): string {
  const saturated = value.replace(/\\(?:([4-7][0-7]{2})|.)/gs, (whole, octal) => (octal === undefined ? whole : '\xff'))
  return escapeSeqDecode.run(saturated)
}

let map: Int16Array | null = null

/** The table of the code page without the full stops that ModSecurity adds. */
function ownMap(): Int16Array {
  if (map === null) {
    map = codePage20127().slice()
    for (const point of fullStops) if (point !== 0xff0e) map[point] = -1
  }
  return map
}

/** What Coraza does otherwise: texts are UTF-8 to it, and what is none becomes U+FFFD. */
export const formsOfCoraza: Forms = new Map([
  ['base64DecodeExt', { run: base64OfUrls }],
  ['compressWhitespace', { run: (value) => value.replace(/(?:\xc2[\x85\xa0]|[\t-\r \xa0])+/g, ' ') }],
  ['removeWhitespace', { run: (value) => mapped(value, (character) => character).replace(space, '') }],
  ['lowercase', { run: (value) => mapped(value, (character) => character.toLowerCase()) }],
  ['uppercase', { run: (value) => mapped(value, (character) => character.toUpperCase()) }],
  [
    'hexDecode',
    {
      run: (value) =>
        /^(?:[0-9a-fA-F]{2})*$/.test(value)
          ? value.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)))
          : value,
    },
  ],
  ['utf8toUnicode', { run: percentU }],
  ['htmlEntityDecode', { run: htmlCharacters }],
  ['escapeSeqDecode', { run: octalSaturated }],
  ['cssDecode', { run: cssCodePoints }],
  ['normalizePath', { run: cleanPath }],
  ['normalizePathWin', { run: (value) => cleanPath(value.replaceAll('\\', '/')) }],
  ['urlDecodeUni', { run: (value) => decodeWithMap(value, ownMap()) }],
])

import { base64DecodeExt } from '../base64-decode-ext.js'
import { decodeSequences } from '../escape-seq-decode.js'
import { hexPairAt } from '../hex-digit.js'
import { byteTable, mapBytes } from '../map-bytes.js'
import { outputBuffer, textOf } from '../output-buffer.js'
import { codePage20127, fullStops } from '../unicode-map.js'
import { decodeWithMap } from '../url-decode-uni.js'
import { writeHex } from '../utf8-to-unicode.js'
import { cleanPath } from './clean-path.js'
import { cssCodePoints } from './css-code-points.js'
import type { Forms } from './form.js'
import { htmlCharacters } from './html-characters.js'
import { letterCase } from './letter-case.js'
import { mapPoints, pointAt, replacement, sizeOf } from './utf8.js'

const lower = letterCase((letter) => letter.toLowerCase())
const upper = letterCase((letter) => letter.toUpperCase())
const ofUrls = byteTable((byte) => (byte === 0x2d ? 0x2b : byte === 0x5f ? 0x2f : byte))
const slashes = byteTable((byte) => (byte === 0x5c ? 0x2f : byte))

/** White space of Unicode. */
function isWhite(point: number): boolean {
  if (point < 0x80) return point === 0x20 || (point >= 0x09 && point <= 0x0d)
  if (point >= 0x2000 && point <= 0x205f) return point <= 0x200a || [0x2028, 0x2029, 0x202f, 0x205f].includes(point)
  return point === 0x85 || point === 0xa0 || point === 0x1680 || point === 0x3000
}

/** How many bytes of white space stand at a place: those of ASCII, A0, and U+0085 and U+00A0 in UTF-8. */
function whiteAt(value: string, at: number): number {
  const code = value.charCodeAt(at)
  if (code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0) return 1
  if (code !== 0xc2 || at + 1 === value.length) return 0
  const next = value.charCodeAt(at + 1)
  return next === 0x85 || next === 0xa0 ? 2 : 0
}

function oneSpace(value: string): string {
  const out = outputBuffer(value.length)
  let at = 0
  let isBehindSpace = false
  for (let i = 0; i < value.length; ) {
    const white = whiteAt(value, i)
    if (white === 0) out[at++] = value.charCodeAt(i)
    else if (!isBehindSpace) out[at++] = 0x20
    isBehindSpace = white > 0
    i += white === 0 ? 1 : white
  }
  return textOf(out, at)
}

/** Letters of the URL alphabet too, up to the first `=`. */
function base64OfUrls(value: string): string {
  const end = value.indexOf('=')
  return base64DecodeExt.run(mapBytes(end < 0 ? value : value.slice(0, end), ofUrls))
}

function percentU(value: string): string {
  const out = outputBuffer(value.length * 6)
  let at = 0
  for (let i = 0; i < value.length; ) {
    const point = pointAt(value, i)
    i += point < 0 ? 1 : sizeOf(point)
    if (point >= 0 && point < 0x80) out[at++] = point
    else at = writeHex(point < 0 ? replacement : point, out, at)
  }
  return textOf(out, at)
}

/** Complete pairs of hex digits, and nothing else, are decoded. */
function wholeHex(value: string): string {
  if (value.length % 2 === 1) return value
  const out = outputBuffer(value.length / 2)
  for (let i = 0; i < value.length; i += 2) {
    const byte = hexPairAt(value, i)
    if (byte < 0) return value
    out[i / 2] = byte
  }
  return textOf(out, value.length / 2)
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
  ['compressWhitespace', { run: oneSpace }],
  ['removeWhitespace', { run: (value) => mapPoints(value, (point) => (isWhite(point) ? -1 : point)) }],
  ['lowercase', { run: (value) => mapPoints(value, lower) }],
  ['uppercase', { run: (value) => mapPoints(value, upper) }],
  ['hexDecode', { run: wholeHex }],
  ['utf8toUnicode', { run: percentU }],
  ['htmlEntityDecode', { run: htmlCharacters }],
  // an octal number above 377 gives FF
  ['escapeSeqDecode', { run: (value) => decodeSequences(value, true) }],
  ['cssDecode', { run: cssCodePoints }],
  ['normalizePath', { run: cleanPath }],
  ['normalizePathWin', { run: (value) => cleanPath(mapBytes(value, slashes)) }],
  ['urlDecodeUni', { run: (value) => decodeWithMap(value, ownMap()) }],
])

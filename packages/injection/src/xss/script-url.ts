import { foldCase } from '../fold-case.js'

/** Beginnings of addresses that can run a script. No colon is needed. */
const schemes = ['DATA', 'VIEW-SOURCE', 'JAVA', 'VBSCRIPT']
const longestScheme = 11

const ampersand = 0x26
const semicolon = 0x3b
const largestCharacter = 0x1000ff

/**
 * Whether an address begins with a scheme that can run a script, written plainly or in numeric character references, in
 * any case; leading controls are skipped, NULs and line feeds are ignored anywhere.
 */
export function isScriptUrl(text: string, start: number, end: number): boolean {
  let position = start
  while (position < end && isOutsideOfText(text.charCodeAt(position))) position++
  let beginning = ''
  while (position < end && beginning.length < longestScheme) {
    const code = characterAt(text, position, end)
    position = afterCharacter
    if (code <= 0x20 && (beginning === '' || code === 0 || code === 0x0a)) continue
    beginning += String.fromCharCode(foldCase(code) & 0xff)
    if (beginning.length === 1 && beginning !== 'D' && beginning !== 'J' && beginning !== 'V') return false
  }
  return schemes.some((scheme) => beginning.startsWith(scheme))
}

function isOutsideOfText(code: number): boolean {
  return code <= 0x20 || code >= 0x7f
}

/** Where the character ends that `characterAt` read last. */
let afterCharacter = 0

/**
 * The code of the character at a position: a byte, or a decimal or hexadecimal reference with or without its semicolon.
 */
function characterAt(text: string, position: number, end: number): number {
  const code = text.charCodeAt(position)
  afterCharacter = position + 1
  if (code !== ampersand || position + 2 >= end || text.charCodeAt(position + 1) !== 0x23) return code
  const isHex = (text.charCodeAt(position + 2) | 0x20) === 0x78
  const base = isHex ? 16 : 10
  let i = position + (isHex ? 3 : 2)
  let character = i < end ? digit(text.charCodeAt(i), base) : -1
  if (character < 0) return ampersand
  for (i++; i < end; i++) {
    const next = text.charCodeAt(i)
    if (next === semicolon) {
      i++
      break
    }
    const value = digit(next, base)
    if (value < 0) break
    character = character * base + value
    if (character > largestCharacter) return ampersand
  }
  afterCharacter = i
  return character
}

/** The value of a digit, or -1. */
function digit(code: number, base: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return base === 16 && letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1
}

import { byteSet, skipWhile } from '../byte-set.js'
import { readWord } from './read-word.js'
import type { SqliScan } from './scan.js'
import type { SqliSlot } from './slot.js'
import { TokenType } from './token-type.js'

const singleQuote = 0x27
const doubleQuote = 0x22
const backtick = 0x60
const backslash = 0x5c
const letterQ = 0x71
const letterU = 0x75

/** Readers let a NUL pass wherever they skip a span of digits: a quirk of the reference that decides verdicts. */
const hexSpan = byteSet('\x000123456789abcdefABCDEF')
const bitSpan = byteSet('\x0001')

/**
 * Reads a quoted string whose text begins at `start + skip`; `skip` 0 means that the opening quote is only supposed. A
 * quote after an odd number of backslashes does not close, nor does a doubled one.
 */
export function readString(scan: SqliScan, slot: SqliSlot, start: number, skip: number, quote: number): number {
  const { input, size } = scan
  const text = start + skip
  const mark = quote === singleQuote ? "'" : quote === doubleQuote ? '"' : '`'
  slot.open = skip > 0 ? quote : 0
  let end = input.indexOf(mark, text)
  while (end >= 0) {
    if (isEscaped(input, end, text)) end = input.indexOf(mark, end + 1)
    else if (end + 1 < size && input.charCodeAt(end + 1) === quote) end = input.indexOf(mark, end + 2)
    else {
      slot.set(TokenType.string, text, end - text)
      slot.close = quote
      return end + 1
    }
  }
  slot.set(TokenType.string, text, size - text)
  slot.close = 0
  return size
}

function isEscaped(input: string, quoteAt: number, first: number): boolean {
  let i = quoteAt - 1
  while (i >= first && input.charCodeAt(i) === backslash) i--
  return ((quoteAt - 1 - i) & 1) === 1
}

/** `'…'` and `"…"`. */
export function readQuoted(scan: SqliScan, slot: SqliSlot, at: number): number {
  return readString(scan, slot, at, 1, scan.input.charCodeAt(at))
}

/** `` `…` ``: a name, or a function when the text is one's name. */
export function readBacktick(scan: SqliScan, slot: SqliSlot, at: number): number {
  const next = readString(scan, slot, at, 1, backtick)
  slot.type = scan.words.find(scan.input, slot.position, slot.position + slot.length)
  if (slot.type !== TokenType.function) slot.type = TokenType.name
  return next
}

/** `e'…'`, and `n'…'` which differs in nothing. */
export function readEString(scan: SqliScan, slot: SqliSlot, at: number): number {
  if (at + 2 >= scan.size || scan.input.charCodeAt(at + 1) !== singleQuote) return readWord(scan, slot, at)
  return readString(scan, slot, at, 2, singleQuote)
}

/** `u&'…'` */
export function readUString(scan: SqliScan, slot: SqliSlot, at: number): number {
  const { input, size } = scan
  if (at + 2 >= size || input.charCodeAt(at + 1) !== 0x26 || input.charCodeAt(at + 2) !== singleQuote)
    return readWord(scan, slot, at)
  const next = readString(scan, slot, at + 2, 1, singleQuote)
  slot.open = letterU
  if (slot.close === singleQuote) slot.close = letterU
  return next
}

/** `n'…'`, or `nq'…'` */
export function readNString(scan: SqliScan, slot: SqliSlot, at: number): number {
  if (at + 2 < scan.size && scan.input.charCodeAt(at + 1) === singleQuote) return readEString(scan, slot, at)
  return readDelimited(scan, slot, at, at + 1)
}

/** `q'(…)'` */
export function readQString(scan: SqliScan, slot: SqliSlot, at: number): number {
  return readDelimited(scan, slot, at, at)
}

function readDelimited(scan: SqliScan, slot: SqliSlot, at: number, letterAt: number): number {
  const { input, size } = scan
  if (letterAt + 2 >= size || input.charCodeAt(letterAt + 1) !== singleQuote) return readWord(scan, slot, at)
  const letter = input.charCodeAt(letterAt)
  const delimiter = input.charCodeAt(letterAt + 2)
  if ((letter !== letterQ && letter !== 0x51) || delimiter <= 0x20 || delimiter >= 0x80) return readWord(scan, slot, at)
  const text = letterAt + 3
  const end = input.indexOf(`${closingDelimiter(delimiter)}'`, text)
  slot.open = letterQ
  slot.close = end < 0 ? 0 : letterQ
  slot.set(TokenType.string, text, (end < 0 ? size : end) - text)
  return end < 0 ? size : end + 2
}

function closingDelimiter(code: number): string {
  if (code === 0x28) return ')'
  if (code === 0x5b) return ']'
  if (code === 0x7b) return '}'
  if (code === 0x3c) return '>'
  return String.fromCharCode(code)
}

/** `b'01…'`: a number, when the digits go up to a closing quote. */
export function readBString(scan: SqliScan, slot: SqliSlot, at: number): number {
  return readDigitString(scan, slot, at, bitSpan)
}

/** `x'0f…'`: a number, when the digits go up to a closing quote. */
export function readXString(scan: SqliScan, slot: SqliSlot, at: number): number {
  return readDigitString(scan, slot, at, hexSpan)
}

function readDigitString(scan: SqliScan, slot: SqliSlot, at: number, digits: Uint8Array): number {
  const { input, size } = scan
  if (at + 2 >= size || input.charCodeAt(at + 1) !== singleQuote) return readWord(scan, slot, at)
  const end = skipWhile(input, at + 2, size, digits)
  if (end >= size || input.charCodeAt(end) !== singleQuote) return readWord(scan, slot, at)
  slot.set(TokenType.number, at, end + 1 - at)
  return end + 1
}

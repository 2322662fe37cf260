import { byteSet, decimalDigits, skipWhile, sqlSpace } from '../byte-set.js'
import type { SqliScan } from './scan.js'
import type { SqliSlot } from './slot.js'
import { TokenType } from './token-type.js'

const zero = 0x30
const dot = 0x2e

/** NUL counts as a digit after `0x` and `0b`: the reference's span quirk. */
const hexDigits = byteSet('\x000123456789abcdefABCDEF')
/** What can follow the first digits of a number. */
const numberTail = byteSet('.eEdDfF')
const bits = byteSet('\x0001')

/** A number in any of the forms the databases take; also the lone dot, and malformed numbers, which are names. */
export function readNumber(scan: SqliScan, slot: SqliSlot, at: number): number {
  const { input, size } = scan
  if (input.charCodeAt(at) === zero && at + 1 < size) {
    const letter = input.charCodeAt(at + 1) | 0x20
    if (letter === 0x78) return readRadix(scan, slot, at, hexDigits)
    if (letter === 0x62) return readRadix(scan, slot, at, bits)
  }
  let end = skipWhile(input, at, size, decimalDigits)
  if (end === size || numberTail[input.charCodeAt(end)] !== 1) {
    slot.set(TokenType.number, at, end - at)
    return end
  }
  if (input.charCodeAt(end) === dot) {
    end = skipWhile(input, end + 1, size, decimalDigits)
    if (end - at === 1) {
      slot.set(TokenType.dot, at, 1)
      return end
    }
  }
  let hasBareExponent = false
  if (end < size && (input.charCodeAt(end) | 0x20) === 0x65) {
    end++
    if (end < size && (input.charCodeAt(end) === 0x2b || input.charCodeAt(end) === 0x2d)) end++
    const exponent = end
    end = skipWhile(input, end, size, decimalDigits)
    hasBareExponent = end === exponent
  }
  if (hasTypeLetter(input, end, size)) end++
  slot.set(hasBareExponent ? TokenType.name : TokenType.number, at, end - at)
  return end
}

function readRadix(scan: SqliScan, slot: SqliSlot, at: number, digits: Uint8Array): number {
  const end = skipWhile(scan.input, at + 2, scan.size, digits)
  slot.set(end === at + 2 ? TokenType.name : TokenType.number, at, end - at)
  return end
}

/** Oracle's `1d` and `1f`: only before white space, `;`, the end, or a `u` (as in `1fUNION`). */
function hasTypeLetter(input: string, at: number, size: number): boolean {
  if (at >= size) return false
  const letter = input.charCodeAt(at) | 0x20
  if (letter !== 0x64 && letter !== 0x66) return false
  if (at + 1 === size) return true
  const after = input.charCodeAt(at + 1)
  return sqlSpace[after] === 1 || after === 0x3b || (after | 0x20) === 0x75
}

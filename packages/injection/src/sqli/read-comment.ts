import { sqlSpace } from '../byte-set.js'
import { readOperator } from './read-operator.js'
import type { SqliScan } from './scan.js'
import type { SqliSlot } from './slot.js'
import { TokenType } from './token-type.js'

const dash = 0x2d
const star = 0x2a
const slash = 0x2f

/** `#`: a comment for MySQL, an operator for all others. */
export function readHash(scan: SqliScan, slot: SqliSlot, at: number): number {
  scan.isDialectBound = true
  return scan.isMysql ? readLineComment(scan, slot, at) : readOperator(scan, slot, at)
}

/** `-`, or a `--` comment, which MySQL takes for one only before white space or the end. */
export function readDash(scan: SqliScan, slot: SqliSlot, at: number): number {
  const { input, size } = scan
  if (at + 1 < size && input.charCodeAt(at + 1) === dash) {
    if (at + 2 === size || sqlSpace[input.charCodeAt(at + 2)] === 1) return readLineComment(scan, slot, at)
    if (!scan.isMysql) {
      scan.isDialectBound = true
      return readLineComment(scan, slot, at)
    }
  }
  return readOperator(scan, slot, at)
}

/** `/`, or a comment; one with another inside, or MySQL's conditional one, is evil. */
export function readSlash(scan: SqliScan, slot: SqliSlot, at: number): number {
  const { input, size } = scan
  if (at + 1 === size || input.charCodeAt(at + 1) !== star) return readOperator(scan, slot, at)
  const close = input.indexOf('*/', at + 2)
  const end = close < 0 ? size : close + 2
  const isEvil = input.charCodeAt(at + 2) === 0x21 || (close >= 0 && opensAgain(input, at + 2, close))
  slot.set(isEvil ? TokenType.evil : TokenType.comment, at, end - at)
  return end
}

/**
 * Whether a comment opens at or after `from`, its star at or before `close`: so the star may be the one that closes.
 */
function opensAgain(input: string, from: number, close: number): boolean {
  for (let i = from; i < close; i++) {
    if (input.charCodeAt(i) === slash && input.charCodeAt(i + 1) === star) return true
  }
  return false
}

function readLineComment(scan: SqliScan, slot: SqliSlot, at: number): number {
  const end = scan.input.indexOf('\n', at)
  slot.set(TokenType.comment, at, (end < 0 ? scan.size : end) - at)
  return end < 0 ? scan.size : end + 1
}

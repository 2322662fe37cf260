import type { SqliScan } from './scan.js'
import type { SqliSlot } from './slot.js'
import { TokenType } from './token-type.js'

const colon = 0x3a

/** An operator of one byte. */
export function readOperator(_scan: SqliScan, slot: SqliSlot, at: number): number {
  slot.set(TokenType.operator, at, 1)
  return at + 1
}

/** `<=>`, an operator of two bytes from the table, or the single byte: a colon is itself, except as the last byte. */
export function readLongOperator(scan: SqliScan, slot: SqliSlot, at: number): number {
  const { input, size } = scan
  if (at + 1 >= size) return readOperator(scan, slot, at)
  if (input.startsWith('<=>', at)) {
    slot.set(TokenType.operator, at, 3)
    return at + 3
  }
  const type = scan.words.find(input, at, at + 2)
  if (type !== 0) {
    slot.set(type, at, 2)
    return at + 2
  }
  if (input.charCodeAt(at) !== colon) return readOperator(scan, slot, at)
  slot.set(TokenType.colon, at, 1)
  return at + 1
}

/** A byte that is a token type of its own. */
export function readItself(scan: SqliScan, slot: SqliSlot, at: number): number {
  slot.set(scan.input.charCodeAt(at), at, 1)
  return at + 1
}

/** A byte that starts nothing: `?` or `]`. */
export function readUnknown(_scan: SqliScan, slot: SqliSlot, at: number): number {
  slot.set(TokenType.unknown, at, 1)
  return at + 1
}

/** `\N` is MySQL's NULL and reads as a number; any other backslash stands alone. */
export function readBackslash(scan: SqliScan, slot: SqliSlot, at: number): number {
  const isNull = at + 1 < scan.size && scan.input.charCodeAt(at + 1) === 0x4e
  slot.set(isNull ? TokenType.number : TokenType.backslash, at, isNull ? 2 : 1)
  return at + (isNull ? 2 : 1)
}

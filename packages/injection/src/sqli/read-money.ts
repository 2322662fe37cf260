import { byteSet, skipWhile } from '../byte-set.js'
import { readWord } from './read-word.js'
import type { SqliScan } from './scan.js'
import type { SqliSlot } from './slot.js'
import { TokenType } from './token-type.js'

const dollar = 0x24

/** The NULs are the reference's span quirk: `$` and a NUL are a number. */
const amount = byteSet('\x000123456789.,')
const tagLetters = byteSet('\x00', [0x41, 0x5a], [0x61, 0x7a])

/** `$1,000.00`, the strings `$$…$$` and `$tag$…$tag$`, or a lone `$`. */
export function readMoney(scan: SqliScan, slot: SqliSlot, at: number): number {
  const { input, size } = scan
  const first = at + 1
  if (first === size) return readLoneDollar(slot, at)
  const amountEnd = skipWhile(input, first, size, amount)
  if (amountEnd > first) {
    if (amountEnd === first + 1 && input.charCodeAt(first) === 0x2e) return readWord(scan, slot, at)
    slot.set(TokenType.number, at, amountEnd - at)
    return amountEnd
  }
  const tagEnd = skipWhile(input, first, size, tagLetters)
  if (tagEnd === size || input.charCodeAt(tagEnd) !== dollar) return readLoneDollar(slot, at)
  const tagLength = tagEnd + 1 - at
  const text = tagEnd + 1
  const end = findTag(input, at, tagLength, text, size)
  slot.open = dollar
  slot.close = end < 0 ? 0 : dollar
  slot.set(TokenType.string, text, (end < 0 ? size : end) - text)
  return end < 0 ? size : end + tagLength
}

function readLoneDollar(slot: SqliSlot, at: number): number {
  slot.set(TokenType.name, at, 1)
  return at + 1
}

/**
 * Where the tag that stands at `at` comes again, or -1. Only its ends are dollars, so after a mismatch the search goes
 * on at the next dollar, and no byte is compared more than twice.
 */
function findTag(input: string, at: number, length: number, from: number, size: number): number {
  let start = input.indexOf('$', from)
  while (start >= 0 && start + length <= size) {
    let i = 1
    while (i < length && input.charCodeAt(start + i) === input.charCodeAt(at + i)) i++
    if (i === length) return start
    start = input.indexOf('$', start + 1)
  }
  return -1
}

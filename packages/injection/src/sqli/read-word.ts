import { byteSet } from '../byte-set.js'
import type { SqliScan } from './scan.js'
import type { SqliSlot } from './slot.js'
import { TokenType } from './token-type.js'

const stop = 1
const splitter = 2

/** Longest word that is looked up, and with it the longest value of a token. */
const longestWord = 31

/** 1 for the bytes that end a word, 2 for those at which a word is split when its beginning is a keyword. */
const wordBytes = byteSet('\x00 []{}<>:\\?=@!#~+-*/&|^%(),\';"\xa0', [0x09, 0x0d])
wordBytes[0x2e] = splitter
wordBytes[0x60] = splitter

/**
 * A bare word. `SELECT.1` is the keyword followed by a number, because what stands before the first dot or backtick is
 * one; `a.b` is one name. A reader whose own form is not there calls this at its own start, so its letter or `$`
 * belongs to the word.
 */
export function readWord(scan: SqliScan, slot: SqliSlot, at: number): number {
  const { input, size, words } = scan
  let end = at
  for (; end < size; end++) {
    const kind = wordBytes[input.charCodeAt(end)]
    if (kind === stop) break
    if (kind === splitter && end - at < longestWord) {
      const type = words.find(input, at, end)
      if (type !== 0 && type !== TokenType.name) {
        slot.set(type, at, end - at)
        return end
      }
    }
  }
  const type = words.find(input, at, end)
  slot.set(type === 0 ? TokenType.name : type, at, end - at)
  return end
}

/** `[name]`, brackets included. */
export function readBracket(scan: SqliScan, slot: SqliSlot, at: number): number {
  const found = scan.input.indexOf(']', at)
  const end = found < 0 ? scan.size : found + 1
  slot.set(TokenType.name, at, end - at)
  return end
}

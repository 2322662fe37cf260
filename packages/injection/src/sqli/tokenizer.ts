import { byteSet } from '../byte-set.js'
import { readDash, readHash, readSlash } from './read-comment.js'
import { readMoney } from './read-money.js'
import { readNumber } from './read-number.js'
import { readBackslash, readItself, readLongOperator, readOperator, readUnknown } from './read-operator.js'
import {
  readBacktick,
  readBString,
  readEString,
  readNString,
  readQString,
  readQuoted,
  readString,
  readUString,
  readXString,
} from './read-string.js'
import { readVariable } from './read-variable.js'
import { readBracket, readWord } from './read-word.js'
import { contextQuote, type SqliContext, type SqliDialect, SqliScan } from './scan.js'
import { SqliSlot } from './slot.js'
import { type SqliToken, sqliToken } from './sqli-token.js'

/** Reads one token that begins at a position into a slot; answers the position after it, which is always further on. */
type Reader = (scan: SqliScan, slot: SqliSlot, at: number) => number

/** Bytes between tokens; more than what SQL takes for white space elsewhere. */
const white = byteSet('\x7f\xa0', [0, 0x20])

const readers = readerPerByte([
  ['!&*:<=>|', readLongOperator],
  ['%+^~', readOperator],
  ['"\'', readQuoted],
  ['#', readHash],
  ['$', readMoney],
  ['(),;{}', readItself],
  ['-', readDash],
  ['.0123456789', readNumber],
  ['/', readSlash],
  ['?]', readUnknown],
  ['@', readVariable],
  ['[', readBracket],
  ['\\', readBackslash],
  ['`', readBacktick],
  ['bB', readBString],
  ['eE', readEString],
  ['nN', readNString],
  ['qQ', readQString],
  ['uU', readUString],
  ['xX', readXString],
])

function readerPerByte(rows: readonly (readonly [string, Reader])[]): readonly Reader[] {
  const table: Reader[] = new Array<Reader>(256).fill(readWord)
  for (const [bytes, reader] of rows) {
    for (let i = 0; i < bytes.length; i++) table[bytes.charCodeAt(i)] = reader
  }
  return table
}

/** Reads the next token into the slot; false, with a blank slot, when there is none. The input is not empty. */
export function nextToken(scan: SqliScan, slot: SqliSlot): boolean {
  const { input, size } = scan
  slot.blank()
  let at = scan.position
  if (at === 0 && scan.quote !== 0) {
    scan.position = readString(scan, slot, 0, 0, scan.quote)
    scan.tokenCount++
    return true
  }
  while (at < size) {
    const code = input.charCodeAt(at)
    if (white[code] === 1) {
      at++
      continue
    }
    const reader = code < 256 ? readers[code]! : readWord
    scan.position = reader(scan, slot, at)
    scan.tokenCount++
    return true
  }
  scan.position = at
  return false
}

/** All tokens of a value under one guess at its surroundings, as the detector sees them before folding. */
export function tokenizeSqli(value: string, context: SqliContext, dialect: SqliDialect): SqliToken[] {
  const tokens: SqliToken[] = []
  if (value === '') return tokens
  const scan = new SqliScan()
  const slot = new SqliSlot(scan)
  scan.begin(value, contextQuote(context), dialect === 'mysql')
  while (nextToken(scan, slot)) tokens.push(sqliToken(slot))
  return tokens
}

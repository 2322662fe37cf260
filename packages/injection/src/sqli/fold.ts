import { byteSet } from '../byte-set.js'
import { WordTable } from '../word-table.js'
import { contextQuote, type SqliContext, type SqliDialect, SqliScan } from './scan.js'
import { SqliSlot } from './slot.js'
import { type SqliToken, sqliToken } from './sqli-token.js'
import { TokenType } from './token-type.js'
import { nextToken } from './tokenizer.js'

const {
  keyword,
  group,
  expression,
  dataType,
  function: functionName,
  name,
  number,
  variable,
  string,
  operator,
  logic,
  comment,
  collate,
  statement,
  backslash,
  evil,
  leftParenthesis,
  rightParenthesis,
  leftBrace,
  rightBrace,
  comma,
  semicolon,
  dot,
} = TokenType

/** Most tokens a fold ends with, but for one that ends at once with an evil token, which can have one more. */
const longestResult = 5
const slotCount = 8
/** A place that no value has. */
const farBeyond = 0x3fff_ffff

/** What a rule tells the main loop to do. */
const again = 0
const goOn = 1
const finish = 2

/** Names that are functions when a parenthesis follows, though they can stand without one. */
const callableNames = new WordTable(`
f USER_ID,USER_NAME,DATABASE,PASSWORD,USER,CURRENT_USER
f CURRENT_DATE,CURRENT_TIME,CURRENT_TIMESTAMP,LOCALTIME,LOCALTIMESTAMP
`)

/** The token types that the words of a phrase can have. */
const phraseBeginnings = byteSet('knoUfETt')
const phraseEnds = byteSet('knoUfETt&')

/**
 * Reduces the token stream of a value to at most five tokens, whose types are the fingerprint.
 *
 * The rules work on a window at `left` of the slots in use. `drop` forgets the highest slots without moving any: after
 * a rewind those can be tokens beyond the window, and the verdicts depend on just that.
 */
export class SqliFold {
  readonly scan = new SqliScan()
  readonly slots: readonly SqliSlot[] = Array.from({ length: slotCount }, () => new SqliSlot(this.scan))
  /** The last comment since the last token that counts; it ends the result when there is room. */
  private readonly tail = new SqliSlot(this.scan)
  private used = 0
  private hasFirst = false
  private left = 0
  private hasMore = false

  /** Folds the tokens of a value; answers how many slots make up the result. */
  run(value: string, quote: number, isMysql: boolean): number {
    this.begin(value, quote, isMysql)
    return this.goOn(farBeyond)
  }

  /** Begins with a value, for `goOn`. */
  begin(value: string, quote: number, isMysql: boolean): void {
    this.scan.begin(value, quote, isMysql)
    this.tail.blank()
    this.used = 0
    this.left = 0
    this.hasFirst = false
    this.hasMore = true
  }

  /** Folds the tokens up to a place in the value or a little further; -1 when there is more, else as `run`. */
  goOn(until: number): number {
    const { scan } = this
    if (scan.size === 0) return 0
    if (!this.hasFirst && !this.readFirst(scan, until)) return this.hasMore ? -1 : 0
    for (;;) {
      if (scan.position > until) return -1
      this.foldFive()
      if (!this.hasMore || this.left >= longestResult) break
      this.fill(scan, 2)
      if (this.used - this.left < 2) {
        this.left = this.used
        continue
      }
      const next = this.foldTwo(scan)
      if (next === again) continue
      if (next === finish) return this.left + 2
      this.fill(scan, 3)
      if (this.used - this.left < 3) {
        this.left = this.used
        continue
      }
      if (this.foldThree() === goOn) this.left++
    }
    let count = this.used
    if (count < longestResult && this.tail.type === comment) this.slots[count++]!.copy(this.tail)
    return Math.min(count, longestResult)
  }

  /** Forgets the value, so that it is not kept alive until the next run. */
  clear(): void {
    this.scan.begin('', 0, false)
    for (const slot of this.slots) slot.phrase = ''
  }

  /** False: there is none, or none so far. Reads the first token that counts: leading comments, parentheses, types and unary operators are left out. */
  private readFirst(scan: SqliScan, until: number): boolean {
    const first = this.slots[0]!
    do {
      if (scan.position > until) return false
      if (!nextToken(scan, first)) {
        this.hasMore = false
        return false
      }
    } while (first.type === comment || first.type === leftParenthesis || first.type === dataType || first.isUnary())
    this.used = 1
    this.hasFirst = true
    return true
  }

  private fill(scan: SqliScan, width: number): void {
    while (this.hasMore && this.used <= longestResult && this.used - this.left < width) {
      const slot = this.slots[this.used]!
      this.hasMore = nextToken(scan, slot)
      if (!this.hasMore) return
      if (slot.type === comment) this.tail.copy(slot)
      else {
        this.tail.type = 0
        this.used++
      }
    }
  }

  private drop(count: number): number {
    this.used -= count
    return again
  }

  private dropAndRewind(count: number): number {
    this.used -= count
    this.left = 0
    return again
  }

  private dropAndStepBack(count: number): number {
    this.used -= count
    if (this.left > 0) this.left--
    return again
  }

  private foldFive(): void {
    const { slots } = this
    if (this.used < 5) return
    if (!isFoldable(slots[0]!.type, slots[1]!.type, slots[2]!.type, slots[3]!.type, slots[4]!.type)) return
    if (this.used > 5) {
      slots[1]!.copy(slots[5]!)
      this.used = 2
    } else this.used = 1
    this.left = 0
  }

  private foldTwo(scan: SqliScan): number {
    const left = this.slots[this.left]!
    const right = this.slots[this.left + 1]!
    const a = left.type
    const b = right.type
    if (a === string && b === string) return this.drop(1)
    if (a === semicolon && b === semicolon) return this.drop(1)
    if ((a === operator || a === logic) && (b === dataType || right.isUnary())) return this.dropAndRewind(1)
    if (a === leftParenthesis && right.isUnary()) return this.dropAndStepBack(1)
    if (merge(scan, left, right)) return this.dropAndStepBack(1)
    if (a === semicolon && b === functionName && right.startsWith('IF')) {
      right.type = statement
      return again
    }
    if ((a === name || a === variable) && b === leftParenthesis && isCallable(left)) {
      left.type = functionName
      return again
    }
    if (a === keyword && (left.is('IN') || left.is('NOT IN'))) {
      left.type = b === leftParenthesis ? operator : name
      return again
    }
    if (a === operator && (left.is('LIKE') || left.is('NOT LIKE'))) {
      if (b === leftParenthesis) left.type = functionName
      return goOn
    }
    if (a === dataType && isAfterType(b)) {
      left.copy(right)
      return this.dropAndRewind(1)
    }
    if (a === collate && b === name) {
      if (hasUnderscore(right)) {
        right.type = dataType
        this.left = 0
      }
      return goOn
    }
    if (a === backslash) {
      if (right.isArithmetic()) {
        left.type = number
        return this.dropAndRewind(0)
      }
      left.copy(right)
      return this.dropAndRewind(1)
    }
    if (a === leftParenthesis && b === leftParenthesis) return this.dropAndRewind(1)
    if (a === rightParenthesis && b === rightParenthesis) return this.dropAndRewind(1)
    if (a === leftBrace && b === name) {
      if (right.length > 0) return this.dropAndRewind(2)
      right.type = evil
      return finish
    }
    return b === rightBrace ? this.dropAndRewind(1) : goOn
  }

  private foldThree(): number {
    const left = this.slots[this.left]!
    const middle = this.slots[this.left + 1]!
    const right = this.slots[this.left + 2]!
    const a = left.type
    const m = middle.type
    const b = right.type
    if (a === number && m === operator && b === number) return this.dropAndRewind(2)
    if (a === operator && m !== leftParenthesis && b === operator) return this.dropAndRewind(2)
    if (a === logic && b === logic) return this.dropAndRewind(2)
    if (m === operator) {
      if (a === variable && (b === variable || b === number || b === name)) return this.dropAndRewind(2)
      if ((a === name || a === number) && (b === number || b === name)) return this.dropAndRewind(2)
      if (b === dataType && isScalar(a) && middle.is('::')) return this.dropAndRewind(2)
    }
    if (m === comma && isScalar(a) && isScalar(b)) return this.dropAndRewind(2)
    if (middle.isUnary()) {
      const isOperand = isScalar(b) || b === functionName
      if ((a === expression || a === group || a === comma) && b === leftParenthesis) return this.replaceMiddle(1)
      if ((a === keyword || a === expression || a === group) && isOperand) return this.replaceMiddle(1)
      if (a === comma && isScalar(b)) return this.replaceMiddle(3)
      if (a === comma && b === functionName) return this.replaceMiddle(1)
    }
    if (m === dot && b === name) {
      if (a === name) return this.dropAndRewind(2)
      if (a === expression) return this.replaceMiddle(1)
    }
    if (a === functionName && m === leftParenthesis && b !== rightParenthesis && left.is('USER')) left.type = name
    return goOn
  }

  private replaceMiddle(dropped: number): number {
    this.slots[this.left + 1]!.copy(this.slots[this.left + 2]!)
    return this.dropAndRewind(dropped)
  }
}

/** Five tokens in a row that say no more than their first. */
function isFoldable(a: number, b: number, c: number, d: number, e: number): boolean {
  if (a === number) {
    if ((b === operator || b === comma) && c === leftParenthesis && d === number && e === rightParenthesis) return true
    return b === rightParenthesis && c === comma && d === leftParenthesis && e === number
  }
  if (a !== name) return false
  if (b === operator && c === leftParenthesis && (d === name || d === number) && e === rightParenthesis) return true
  return b === rightParenthesis && c === operator && d === leftParenthesis && e === name
}

/** Makes one token of two when their texts, with a space between, are a phrase of the table. */
function merge(scan: SqliScan, left: SqliSlot, right: SqliSlot): boolean {
  if (phraseBeginnings[left.type] !== 1 || phraseEnds[right.type] !== 1) return false
  if (!scan.words.canBePhrase(left.byteAt(0), left.length, right.length)) return false
  const phrase = `${left.value()} ${right.value()}`
  const type = scan.words.find(phrase, 0, phrase.length)
  if (type === 0) return false
  left.type = type
  left.phrase = phrase
  left.length = phrase.length
  return true
}

function isCallable(slot: SqliSlot): boolean {
  const start = slot.start()
  return callableNames.find(slot.source(), start, start + slot.length) !== 0
}

function isScalar(type: number): boolean {
  return type === number || type === name || type === string || type === variable
}

function isAfterType(type: number): boolean {
  return isScalar(type) || type === dataType || type === leftParenthesis || type === functionName
}

/** Charset and collation names have an underscore; it is looked for up to the first NUL only. */
function hasUnderscore(slot: SqliSlot): boolean {
  for (let i = 0; i < slot.length; i++) {
    const code = slot.byteAt(i)
    if (code === 0x5f) return true
    if (code === 0) return false
  }
  return false
}

/** The at most five tokens that are left of a value's tokens after folding; six are possible when the last is `X`. */
export function foldSqli(value: string, context: SqliContext, dialect: SqliDialect): SqliToken[] {
  const fold = new SqliFold()
  const count = fold.run(value, contextQuote(context), dialect === 'mysql')
  return fold.slots.slice(0, count).map(sqliToken)
}

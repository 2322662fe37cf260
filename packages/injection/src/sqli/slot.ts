import { hasWordAt } from '../fold-case.js'
import type { SqliScan } from './scan.js'
import { TokenType } from './token-type.js'

/** Longest value a token keeps; the reader still advances by the real length. */
const longestValue = 31

/**
 * A place for one token, reused from reading to reading so that tokens cost no allocation. The token's value is
 * `length` bytes of the scan's input from `position`, or the joined words of a phrase.
 */
export class SqliSlot {
  private readonly scan: SqliScan
  /** A `TokenType`, or 0 when blank. */
  type = 0
  position = 0
  length = 0
  /** The words that folding joined, empty when the value stands in the input. */
  phrase = ''
  /** Code of the byte that opened a string, 0 for none; stays when folding changes the type. */
  open = 0
  /** Code of the byte that closed a string, 0 for none. */
  close = 0
  /** Number of `@` of a variable. */
  count = 0

  constructor(scan: SqliScan) {
    this.scan = scan
  }

  blank(): void {
    this.type = 0
    this.position = 0
    this.length = 0
    this.phrase = ''
    this.open = 0
    this.close = 0
    this.count = 0
  }

  /** Makes this a token of `length` bytes of the input; quotes and count stay as they are. */
  set(type: number, position: number, length: number): void {
    this.type = type
    this.position = position
    this.length = Math.min(length, longestValue)
  }

  copy(other: SqliSlot): void {
    this.type = other.type
    this.position = other.position
    this.length = other.length
    this.phrase = other.phrase
    this.open = other.open
    this.close = other.close
    this.count = other.count
  }

  /** The byte of the value at `index`, or -1 outside of it. */
  byteAt(index: number): number {
    if (index >= this.length) return -1
    return this.phrase === '' ? this.scan.input.charCodeAt(this.position + index) : this.phrase.charCodeAt(index)
  }

  /** The text that holds the value, from `start()` on. */
  source(): string {
    return this.phrase === '' ? this.scan.input : this.phrase
  }

  start(): number {
    return this.phrase === '' ? this.position : 0
  }

  value(): string {
    return this.source().slice(this.start(), this.start() + this.length)
  }

  /** Whether the value is this upper-case word, in any ASCII case. */
  is(word: string): boolean {
    return this.length === word.length && this.startsWith(word)
  }

  startsWith(word: string): boolean {
    const start = this.start()
    return hasWordAt(this.source(), start, start + this.length, word)
  }

  /** Whether this is an operator that may stand before a single operand. */
  isUnary(): boolean {
    if (this.type !== TokenType.operator) return false
    if (this.length === 1) {
      const code = this.byteAt(0)
      return code === 0x2b || code === 0x2d || code === 0x21 || code === 0x7e
    }
    return this.is('!!') || this.is('NOT')
  }

  /** Whether this is one of the operators `* / - + %`. */
  isArithmetic(): boolean {
    if (this.type !== TokenType.operator || this.length !== 1) return false
    const code = this.byteAt(0)
    return code === 0x2a || code === 0x2f || code === 0x2d || code === 0x2b || code === 0x25
  }
}

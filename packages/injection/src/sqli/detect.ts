import { byteSet, skipWhile } from '../byte-set.js'
import { SqliParser } from './parse.js'

const none = 0
const singleQuote = 0x27
const doubleQuote = 0x22

/** Bytes that neither end a word nor split one, nor begin anything but a word or a number. */
const plainBytes = byteSet('_', [0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a], [0x80, 0x9f], [0xa1, 0xff])

let parser: SqliParser | undefined

/**
 * Whether a value is an SQL injection, and by which pattern of tokens: the verdict and the fingerprint of libinjection
 * for every byte string. Time is linear in the length, and nothing is thrown on any value.
 */
export function detectSqli(value: string): { fingerprint: string } | null {
  if (isPlain(value)) return null
  parser ??= new SqliParser()
  const fingerprint = matches(parser, value) ? parser.fingerprint() : ''
  parser.clear()
  return fingerprint === '' ? null : { fingerprint }
}

/**
 * Whether a value is so plain that it cannot be an injection. Plain bytes make at most two numbers followed by at most
 * one word: a number always ends with its last digit, exponent or type letter, and a word takes all plain bytes that
 * follow. No pattern of injections is a single word or number (`X` is a comment's type) or begins with two numbers;
 * `1U`, the only one of a number and a word, is refused for two tokens. Without quotes the value is read in no other
 * context. It covers the empty value.
 */
function isPlain(value: string): boolean {
  return skipWhile(value, 0, value.length, plainBytes) === value.length
}

/** One way to read a value: after a quote or not, as one dialect or the other. */
interface Reading {
  readonly quote: number
  readonly isMysql: boolean
  /** What a value must hold to be read so. */
  readonly mark: string
  /** It is for values that the dialects read in different ways, which the reading before tells. */
  readonly isDialectBound: boolean
}

/** The readings in their order: MySQL's only where it can differ, quotes only where there are some. */
const readings: readonly Reading[] = [
  { quote: none, isMysql: false, mark: '', isDialectBound: false },
  { quote: none, isMysql: true, mark: '', isDialectBound: true },
  { quote: singleQuote, isMysql: false, mark: "'", isDialectBound: false },
  { quote: singleQuote, isMysql: true, mark: "'", isDialectBound: true },
  { quote: doubleQuote, isMysql: true, mark: '"', isDialectBound: false },
]

/** Whether a value is to be read so, `scan` being as the reading before left it. */
function applies({ mark, isDialectBound }: Reading, value: string, parser: SqliParser): boolean {
  if (isDialectBound && !parser.fold.scan.isDialectBound) return false
  return mark === '' || value.includes(mark)
}

/** The readings up to the first that matches. */
function matches(parser: SqliParser, value: string): boolean {
  for (const reading of readings) {
    if (applies(reading, value, parser) && parser.run(value, reading.quote, reading.isMysql)) return true
  }
  return false
}

/** The same for a long value in parts, so that something else can be done in between. */
export class SqliDetection {
  /** What `detectSqli` gives, once all has been read. */
  found: { fingerprint: string } | null = null
  private readonly value: string
  private readonly parser = new SqliParser()
  private reading = 0
  private until = 0

  constructor(value: string) {
    this.value = value
    if (isPlain(value)) this.reading = readings.length
  }

  /** Reads about that many bytes; true when the answer is known. */
  goOn(bytes: number): boolean {
    const parser = this.parser
    const value = this.value
    for (; this.reading < readings.length; this.reading++) {
      const reading = readings[this.reading]!
      if (this.until === 0) {
        if (!applies(reading, value, parser)) continue
        parser.begin(value, reading.quote, reading.isMysql)
      }
      this.until += bytes
      const isFound = parser.goOn(this.until)
      if (isFound === null) return false
      this.until = 0
      if (!isFound) continue
      const fingerprint = parser.fingerprint()
      this.found = fingerprint === '' ? null : { fingerprint }
      return true
    }
    return true
  }
}

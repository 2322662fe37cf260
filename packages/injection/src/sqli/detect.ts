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

/**
 * The readings in their order, up to the first that matches: MySQL's only where it can differ, quotes only where there
 * are some.
 */
function matches(parser: SqliParser, value: string): boolean {
  if (parser.run(value, none, false)) return true
  if (parser.fold.scan.isDialectBound && parser.run(value, none, true)) return true
  if (value.includes("'")) {
    if (parser.run(value, singleQuote, false)) return true
    if (parser.fold.scan.isDialectBound && parser.run(value, singleQuote, true)) return true
  }
  return value.includes('"') && parser.run(value, doubleQuote, true)
}

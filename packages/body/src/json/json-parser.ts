import { Argument } from '../argument.js'
import { ByteBuffer } from '../byte-buffer.js'
import { hexDigit } from '../hex-digit.js'
import { type JsonContainer, JsonNames, type JsonNaming } from './json-names.js'
import { beginNumber, isWholeNumber, nextInNumber } from './json-number.js'

/** Limits and naming of a JSON parser. */
export interface JsonOptions {
  /** SecRequestBodyJsonDepthLimit: deeper nesting is an error. */
  depthLimit: number
  /** More values are an error. Infinity for none. */
  argumentLimit: number
  naming: JsonNaming
  /** Whether an empty object or array that is not the root gives an empty value, so that its key is seen. On by default. */
  emptyContainers?: boolean
  /** Told the place of every value in the body, without the quotes of a string. For masking, and for offsets in logs. */
  onValue?: (name: string, value: string, from: number, to: number) => void
}

/** What a JSON body holds. */
export interface JsonResult {
  /** One for each value, in order, duplicate keys included; those before an error stay. */
  arguments: Argument[]
  /** What is wrong, as it follows `JSON parsing error: `; null when nothing is. An empty body is no error. */
  error: string | null
  depthExceeded: boolean
  /** The error is that there are more values than the limit. */
  limitExceeded: boolean
}

const literals: Readonly<Record<number, string>> = { 116: 'true', 102: 'false', 110: 'null' }
const escapes: Readonly<Record<number, number>> = {
  34: 34,
  92: 92,
  47: 47,
  98: 8,
  102: 12,
  110: 10,
  114: 13,
  116: 9,
}

// What the parser waits for. Strings, numbers and literals may be cut anywhere, so each has states of its own.
const VALUE = 0
const VALUE_OR_CLOSE = 1
const KEY = 2
const KEY_OR_CLOSE = 3
const COLON = 4
const COMMA_OR_CLOSE = 5
const STRING = 6
const ESCAPE = 7
const HEX = 8
const UTF8 = 9
const NUMBER = 10
const LITERAL = 11
const DONE = 12

/**
 * Reads JSON as RFC 8259 has it, byte by byte as it arrives, and gives every value under the name of its place: numbers
 * as written, strings decoded to UTF-8 bytes, duplicate keys each. Nothing is tolerated: comments, trailing commas, a byte
 * order mark, invalid UTF-8 and text after the document are errors. A lone surrogate escape becomes U+FFFD.
 * Names cannot blow up: long keys over many values are an error once the names outgrow the body many times.
 */
export class JsonParser {
  readonly #options: JsonOptions
  readonly #names: JsonNames
  readonly #found: Argument[] = []
  readonly #stack: JsonContainer[] = []
  readonly #text = new ByteBuffer()
  #state = VALUE
  #key = ''
  #inKey = false
  #number = 0
  #literal = ''
  #literalAt = 0
  #hexLeft = 0
  #hex = 0
  #surrogate = 0
  #utf8Left = 0
  #utf8Low = 0x80
  #utf8High = 0xbf
  #read = 0
  #position = 0
  #valueFrom = 0
  #nameBytes = 0
  #error: string | null = null
  #depthExceeded = false
  #limitExceeded = false

  constructor(options: JsonOptions) {
    this.#options = options
    this.#names = new JsonNames(options.naming)
  }

  /** Reads the next bytes. After an error they are ignored. */
  write(chunk: Uint8Array): void {
    const length = chunk.length
    let at = 0
    while (at < length && this.#error === null) {
      if (this.#state === STRING) {
        const from = at
        at = plainRun(chunk, at)
        if (at > from) {
          this.#plain(chunk, from, at)
          continue
        }
      }
      // A number ends at the first byte that is not part of it: that byte is then read again.
      this.#position = this.#read + at
      if (this.#step(chunk[at]!)) at++
    }
    this.#read += length
    this.#position = this.#read
  }

  /** Ends the body and returns what it held. */
  end(): JsonResult {
    if (this.#error === null && this.#read > 0) {
      if (this.#state === NUMBER) this.#endNumber()
      if (this.#error === null && this.#state !== DONE) this.#fail('premature end of input')
    }
    return {
      arguments: this.#found,
      error: this.#error,
      depthExceeded: this.#depthExceeded,
      limitExceeded: this.#limitExceeded,
    }
  }

  #fail(what: string): void {
    this.#error = `parse error: ${what} at byte ${this.#position}`
  }

  /** One byte in the current state; false when it was not used up. */
  #step(byte: number): boolean {
    switch (this.#state) {
      case STRING:
        this.#stringByte(byte)
        return true
      case ESCAPE:
        this.#escape(byte)
        return true
      case HEX:
        this.#hexDigit(byte)
        return true
      case UTF8:
        this.#continuation(byte)
        return true
      case NUMBER:
        if (this.#numberByte(byte)) return true
        this.#endNumber()
        return false
      case LITERAL:
        if (byte !== this.#literal.charCodeAt(this.#literalAt)) this.#fail('invalid literal')
        else if (++this.#literalAt === this.#literal.length) {
          this.#add(this.#literal === 'null' ? '' : this.#literal, this.#position + 1)
        }
        return true
    }
    if (byte === 32 || byte === 10 || byte === 13 || byte === 9) return true
    this.#structure(byte)
    return true
  }

  #structure(byte: number): void {
    switch (this.#state) {
      case VALUE_OR_CLOSE:
        if (byte === 93) this.#close()
        else this.#value(byte)
        return
      case VALUE:
        this.#value(byte)
        return
      case KEY_OR_CLOSE:
        if (byte === 125) {
          this.#close()
          return
        }
        this.#beginKey(byte)
        return
      case KEY:
        this.#beginKey(byte)
        return
      case COLON:
        if (byte === 58) this.#state = VALUE
        else this.#fail('a `:` is missing after an object key')
        return
      case COMMA_OR_CLOSE: {
        const { isArray } = this.#stack.at(-1)!
        if (byte === (isArray ? 93 : 125)) this.#close()
        else if (byte === 44) this.#state = isArray ? VALUE : KEY
        else this.#fail(isArray ? 'after an array element' : 'after a key and value')
        return
      }
      default:
        this.#fail('trailing garbage')
    }
  }

  #beginKey(byte: number): void {
    if (byte !== 34) {
      this.#fail('an object key must be a string')
      return
    }
    this.#inKey = true
    this.#text.clear()
    this.#state = STRING
  }

  #value(byte: number): void {
    this.#valueFrom = this.#position + (byte === 34 ? 1 : 0)
    if (byte === 34) {
      this.#inKey = false
      this.#text.clear()
      this.#state = STRING
    } else if (byte === 123 || byte === 91) {
      this.#open(byte === 91)
    } else if (byte === 45 || (byte >= 48 && byte <= 57)) {
      this.#text.clear()
      this.#text.push(byte)
      this.#number = beginNumber(byte)
      this.#state = NUMBER
    } else if (byte === 116 || byte === 102 || byte === 110) {
      this.#literal = literals[byte]!
      this.#literalAt = 1
      this.#state = LITERAL
    } else this.#fail('unexpected character')
  }

  #open(isArray: boolean): void {
    if (this.#stack.length >= this.#options.depthLimit) {
      this.#depthExceeded = true
      this.#fail('nested too deep')
      this.#error += '. Parsing depth limit exceeded'
      return
    }
    this.#stack.push(this.#names.open(this.#stack.at(-1), this.#key, isArray))
    this.#state = isArray ? VALUE_OR_CLOSE : KEY_OR_CLOSE
  }

  #close(): void {
    const closed = this.#stack.pop()!
    if (closed.isArray && this.#options.naming === 'coraza') this.#push(closed.prefix!, String(closed.count))
    else if (closed.count === 0 && this.#stack.length > 0 && this.#options.emptyContainers !== false) {
      this.#push(closed.prefix ?? '', '')
    }
    this.#after()
  }

  #add(value: string, to: number): void {
    const name = this.#names.value(this.#stack.at(-1), this.#key)
    if (name !== null) {
      this.#push(name, value)
      if (this.#error === null) this.#options.onValue?.(name, value, this.#valueFrom, to)
    }
    this.#after()
  }

  #push(name: string, value: string): void {
    if (this.#found.length >= this.#options.argumentLimit) {
      this.#limitExceeded = true
      this.#error = `More than ${this.#options.argumentLimit} JSON keys`
      return
    }
    this.#nameBytes += name.length
    if (this.#nameBytes > 1048576 && this.#nameBytes > 1048576 + 8 * this.#position) {
      this.#error = 'parse error: names of nested values are too long altogether'
      return
    }
    this.#found.push(new Argument(name, value))
  }

  #after(): void {
    const parent = this.#stack.at(-1)
    if (parent === undefined) {
      this.#state = DONE
      return
    }
    parent.count++
    this.#state = COMMA_OR_CLOSE
  }

  #plain(chunk: Uint8Array, from: number, to: number): void {
    this.#dropSurrogate()
    this.#text.append(chunk, from, to)
  }

  #stringByte(byte: number): void {
    if (byte === 92) {
      this.#state = ESCAPE
      return
    }
    this.#dropSurrogate()
    if (byte === 34) {
      this.#endString()
    } else if (byte < 32) {
      this.#fail('control character in a string')
    } else if (byte < 0xc2 || byte > 0xf4) {
      this.#fail('invalid UTF-8 in a string')
    } else {
      this.#text.push(byte)
      this.#utf8Left = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
      this.#utf8Low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80
      this.#utf8High = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf
      this.#state = UTF8
    }
  }

  #continuation(byte: number): void {
    if (byte < this.#utf8Low || byte > this.#utf8High) {
      this.#fail('invalid UTF-8 in a string')
      return
    }
    this.#text.push(byte)
    this.#utf8Low = 0x80
    this.#utf8High = 0xbf
    if (--this.#utf8Left === 0) this.#state = STRING
  }

  #endString(): void {
    const text = this.#text.text()
    this.#text.clear()
    if (!this.#inKey) {
      this.#add(text, this.#position)
      return
    }
    this.#key = text
    this.#state = COLON
  }

  #escape(byte: number): void {
    if (byte === 117) {
      this.#hexLeft = 4
      this.#hex = 0
      this.#state = HEX
      return
    }
    this.#dropSurrogate()
    const plain = escapes[byte]
    if (plain === undefined) {
      this.#fail('invalid escape in a string')
      return
    }
    this.#text.push(plain)
    this.#state = STRING
  }

  #hexDigit(byte: number): void {
    const digit = hexDigit(byte)
    if (digit < 0) {
      this.#fail('invalid escape in a string')
      return
    }
    this.#hex = this.#hex * 16 + digit
    if (--this.#hexLeft > 0) return
    this.#state = STRING
    const unit = this.#hex
    if (this.#surrogate !== 0 && unit >= 0xdc00 && unit < 0xe000) {
      this.#text.pushPoint(0x10000 + ((this.#surrogate - 0xd800) << 10) + (unit - 0xdc00))
      this.#surrogate = 0
      return
    }
    this.#dropSurrogate()
    if (unit >= 0xd800 && unit < 0xdc00) this.#surrogate = unit
    else this.#text.pushPoint(unit >= 0xdc00 && unit < 0xe000 ? 0xfffd : unit)
  }

  /** A high surrogate that no low one follows. */
  #dropSurrogate(): void {
    if (this.#surrogate === 0) return
    this.#surrogate = 0
    this.#text.pushPoint(0xfffd)
  }

  #numberByte(byte: number): boolean {
    const next = nextInNumber(this.#number, byte)
    if (next < 0) return false
    this.#number = next
    this.#text.push(byte)
    return true
  }

  #endNumber(): void {
    if (isWholeNumber(this.#number)) {
      this.#add(this.#text.text(), this.#position)
      this.#text.clear()
    } else this.#fail('malformed number')
  }
}

/** Where the run of bytes that stand for themselves in a string ends: ASCII but quote, backslash and controls. */
function plainRun(chunk: Uint8Array, from: number): number {
  let at = from
  for (; at < chunk.length; at++) {
    const byte = chunk[at]!
    if (byte < 32 || byte > 127 || byte === 34 || byte === 92) break
  }
  return at
}

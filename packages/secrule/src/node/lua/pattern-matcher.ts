/** Nesting of a pattern at the most, as in Lua itself. */
const deepest = 200
const mostCaptures = 32
/** Lengths of captures that are no lengths: still open, and `()`. */
const open = -1
const position = -2

const code = (char: string): number => char.charCodeAt(0)
const percent = code('%')

/** A pattern that is not well-formed: an error of the script. */
export class BadPattern extends Error {}

/**
 * Lua's patterns over the bytes of the script's memory. Lua has its own matcher, but that backtracks for as long as it
 * likes; this one pays for each step, so that a value from traffic cannot hold the process.
 */
export class PatternMatcher {
  readonly #bytes: Uint8Array
  readonly #from: number
  readonly #end: number
  readonly #patternEnd: number
  readonly #spend: () => void
  /** Beginning and length of each capture; lengths below 0 see above. */
  readonly captures: { start: number; length: number }[] = []
  #depth = 0

  /** `from` to `end` is the subject, `patternEnd` the end of the pattern. `spend` throws when nothing is left. */
  constructor(bytes: Uint8Array, from: number, end: number, patternEnd: number, spend: () => void) {
    this.#bytes = bytes
    this.#from = from
    this.#end = end
    this.#patternEnd = patternEnd
    this.#spend = spend
  }

  /** Where a match that begins at `at` ends, or -1. `pattern` is where the pattern begins. */
  begin(at: number, pattern: number): number {
    this.captures.length = 0
    this.#depth = 0
    return this.#match(at, pattern)
  }

  #match(start: number, pattern: number): number {
    if (++this.#depth > deepest) throw new BadPattern('pattern too complex')
    let at = start
    let rest = pattern
    try {
      for (;;) {
        this.#spend()
        if (rest === this.#patternEnd) return at
        const next = this.#next(rest)
        switch (this.#bytes[rest]) {
          case code('('):
            return next === code(')') ? this.#capture(at, rest + 2, position) : this.#capture(at, rest + 1, open)
          case code(')'):
            return this.#closeCapture(at, rest + 1)
          case code('$'):
            if (rest + 1 === this.#patternEnd) return at === this.#end ? at : -1
            break
          case percent:
            if (next === code('b')) {
              at = this.#balanced(at, rest + 2)
              if (at < 0) return -1
              rest += 4
              continue
            }
            if (next === code('f')) {
              rest += 2
              if (this.#bytes[rest] !== code('[') || rest >= this.#patternEnd) {
                throw new BadPattern("missing '[' after '%f' in pattern")
              }
              const after = this.#classEnd(rest)
              const before = at === this.#from ? 0 : this.#bytes[at - 1]!
              const here = at < this.#end ? this.#bytes[at]! : 0
              if (this.#inSet(before, rest, after - 1) || !this.#inSet(here, rest, after - 1)) return -1
              rest = after
              continue
            }
            if (next >= code('0') && next <= code('9')) {
              at = this.#backReference(at, next)
              if (at < 0) return -1
              rest += 2
              continue
            }
            break
        }
        const after = this.#classEnd(rest)
        const suffix = after < this.#patternEnd ? this.#bytes[after] : -1
        if (suffix === code('*')) return this.#longest(at, rest, after, 0)
        if (suffix === code('+')) return this.#longest(at, rest, after, 1)
        if (suffix === code('-')) return this.#shortest(at, rest, after)
        const fits = this.#single(at, rest, after)
        if (suffix === code('?')) {
          if (fits) {
            const end = this.#match(at + 1, after + 1)
            if (end >= 0) return end
          }
          rest = after + 1
          continue
        }
        if (!fits) return -1
        at++
        rest = after
      }
    } finally {
      this.#depth--
    }
  }

  #longest(at: number, item: number, after: number, least: number): number {
    let count = 0
    while (this.#single(at + count, item, after)) {
      this.#spend()
      count++
    }
    for (; count >= least; count--) {
      const end = this.#match(at + count, after + 1)
      if (end >= 0) return end
    }
    return -1
  }

  #shortest(start: number, item: number, after: number): number {
    for (let at = start; ; at++) {
      const end = this.#match(at, after + 1)
      if (end >= 0) return end
      if (!this.#single(at, item, after)) return -1
    }
  }

  #capture(at: number, rest: number, length: number): number {
    if (this.captures.length >= mostCaptures) throw new BadPattern('too many captures')
    this.captures.push({ start: at, length })
    const end = this.#match(at, rest)
    if (end < 0) this.captures.pop()
    return end
  }

  #closeCapture(at: number, rest: number): number {
    const capture = this.captures.findLast(({ length }) => length === open)
    if (capture === undefined) throw new BadPattern('invalid pattern capture')
    capture.length = at - capture.start
    const end = this.#match(at, rest)
    if (end < 0) capture.length = open
    return end
  }

  #balanced(start: number, pair: number): number {
    if (pair + 1 >= this.#patternEnd) throw new BadPattern("missing arguments to '%b'")
    const [opens, closes] = [this.#bytes[pair]!, this.#bytes[pair + 1]!]
    if (start >= this.#end || this.#bytes[start] !== opens) return -1
    let depth = 1
    for (let at = start + 1; at < this.#end; at++) {
      this.#spend()
      const byte = this.#bytes[at]
      if (byte === closes) {
        if (--depth === 0) return at + 1
      } else if (byte === opens) depth++
    }
    return -1
  }

  #backReference(at: number, digit: number): number {
    const capture = this.captures[digit - code('1')]
    if (capture === undefined || capture.length === open) throw new BadPattern(`invalid capture index %${digit - 48}`)
    const { start, length } = capture
    // A place is no text that could stand here again.
    if (length === position) return -1
    if (this.#end - at < length) return -1
    for (let i = 0; i < length; i++) {
      this.#spend()
      if (this.#bytes[start + i] !== this.#bytes[at + i]) return -1
    }
    return at + length
  }

  #next(at: number): number {
    return at + 1 < this.#patternEnd ? this.#bytes[at + 1]! : -1
  }

  /** Where the single-character item at `at` ends. */
  #classEnd(at: number): number {
    const byte = this.#bytes[at]
    if (byte === percent) {
      if (at + 1 >= this.#patternEnd) throw new BadPattern("malformed pattern (ends with '%')")
      return at + 2
    }
    if (byte !== code('[')) return at + 1
    let end = at + 1
    if (this.#bytes[end] === code('^') && end < this.#patternEnd) end++
    do {
      if (end >= this.#patternEnd) throw new BadPattern("malformed pattern (missing ']')")
      if (this.#bytes[end++] === percent) end++
    } while (end >= this.#patternEnd || this.#bytes[end] !== code(']'))
    return end + 1
  }

  #single(at: number, item: number, after: number): boolean {
    if (at >= this.#end) return false
    const byte = this.#bytes[at]!
    switch (this.#bytes[item]) {
      case code('.'):
        return true
      case percent:
        return inClass(byte, this.#bytes[item + 1]!)
      case code('['):
        return this.#inSet(byte, item, after - 1)
      default:
        return this.#bytes[item] === byte
    }
  }

  /** Whether a byte is in the set from its `[` to its `]`. */
  #inSet(byte: number, from: number, last: number): boolean {
    let at = from + 1
    const isIn = this.#bytes[at] !== code('^')
    if (!isIn) at++
    for (; at < last; at++) {
      const item = this.#bytes[at]!
      if (item === percent) {
        at++
        if (inClass(byte, this.#bytes[at]!)) return isIn
      } else if (this.#bytes[at + 1] === code('-') && at + 2 < last) {
        at += 2
        if (item <= byte && byte <= this.#bytes[at]!) return isIn
      } else if (item === byte) return isIn
    }
    return !isIn
  }
}

const classes = new Map<string, (byte: number) => boolean>([
  ['a', (byte) => isLetter(byte)],
  ['c', (byte) => byte < 32 || byte === 127],
  ['d', (byte) => byte >= 48 && byte <= 57],
  ['g', (byte) => byte > 32 && byte < 127],
  ['l', (byte) => byte >= 97 && byte <= 122],
  ['p', (byte) => byte > 32 && byte < 127 && !isLetter(byte) && !(byte >= 48 && byte <= 57)],
  ['s', (byte) => byte === 32 || (byte >= 9 && byte <= 13)],
  ['u', (byte) => byte >= 65 && byte <= 90],
  ['w', (byte) => isLetter(byte) || (byte >= 48 && byte <= 57)],
  ['x', (byte) => (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 102)],
])

function isLetter(byte: number): boolean {
  return (byte | 32) >= 97 && (byte | 32) <= 122
}

/** `%a` and its kin; the capital letter is the opposite, and what is no class stands for itself. */
function inClass(byte: number, name: number): boolean {
  const letter = String.fromCharCode(name)
  const test = classes.get(letter.toLowerCase())
  if (test === undefined) return name === byte
  return test(byte) === (letter === letter.toLowerCase())
}

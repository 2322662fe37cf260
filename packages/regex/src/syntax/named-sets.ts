import { ByteSet } from './byte-set.js'

const digit = ByteSet.ranges(0x30, 0x39)
const word = ByteSet.ranges(0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a)
const space = ByteSet.ranges(0x09, 0x0d, 0x20, 0x20)
const horizontal = ByteSet.of(0x09, 0x20, 0xa0)
const vertical = ByteSet.ranges(0x0a, 0x0d, 0x85, 0x85)

/** What the escapes `\d`, `\s`, `\w`, `\h` and `\v` hold in the C locale; `\s` has the vertical tab. */
export const escapeSets: ReadonlyMap<string, ByteSet> = new Map([
  ['d', digit],
  ['s', space],
  ['w', word],
  ['h', horizontal],
  ['v', vertical],
  ['D', digit.negated()],
  ['S', space.negated()],
  ['W', word.negated()],
  ['H', horizontal.negated()],
  ['V', vertical.negated()],
])

/** The bytes of a word, as `\b` sees them. */
export const wordBytes: ByteSet = word

/** Every byte but line feed: `.` without dotAll, and `\N`. */
export const notNewline: ByteSet = ByteSet.of(0x0a).negated()

/** The POSIX classes of the C locale, by the name between `[:` and `:]`. */
export const posixSets: ReadonlyMap<string, ByteSet> = new Map([
  ['alpha', ByteSet.ranges(0x41, 0x5a, 0x61, 0x7a)],
  ['lower', ByteSet.ranges(0x61, 0x7a)],
  ['upper', ByteSet.ranges(0x41, 0x5a)],
  ['alnum', ByteSet.ranges(0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a)],
  ['ascii', ByteSet.ranges(0, 0x7f)],
  ['blank', ByteSet.of(0x09, 0x20)],
  ['cntrl', ByteSet.ranges(0, 0x1f, 0x7f, 0x7f)],
  ['digit', digit],
  ['graph', ByteSet.ranges(0x21, 0x7e)],
  ['print', ByteSet.ranges(0x20, 0x7e)],
  ['punct', ByteSet.ranges(0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e)],
  ['space', space],
  ['word', word],
  ['xdigit', ByteSet.ranges(0x30, 0x39, 0x41, 0x46, 0x61, 0x66)],
])

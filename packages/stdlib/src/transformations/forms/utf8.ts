import { utf8Sequence } from '../utf8-sequence.js'

/** Stands for a byte that belongs to no character. */
export const replacement = 0xfffd

/** The characters of a text in UTF-8; every byte that belongs to none is U+FFFD. */
export function* codePoints(value: string): Generator<number> {
  for (let i = 0; i < value.length; ) {
    const lead = value.charCodeAt(i)
    const size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
    const point = size === 1 ? lead : size === 0 ? -1 : sequence(value, i, size)
    yield point < 0 ? replacement : point
    i += point < 0 ? 1 : size
  }
}

/** The code point of a sequence, without those that are longer than they need to be, and without surrogates. */
function sequence(value: string, from: number, size: number): number {
  const point = utf8Sequence(value, from, size)
  const isShortest = point >= (size === 2 ? 0x80 : size === 3 ? 0x800 : 0x1_0000)
  return isShortest && point <= 0x10_ffff && (point < 0xd800 || point > 0xdfff) ? point : -1
}

/** A character as its bytes. */
export function utf8(point: number): string {
  if (point < 0x80) return String.fromCharCode(point)
  const last = 0x80 | (point & 0x3f)
  if (point < 0x800) return String.fromCharCode(0xc0 | (point >> 6), last)
  const third = 0x80 | ((point >> 6) & 0x3f)
  if (point < 0x1_0000) return String.fromCharCode(0xe0 | (point >> 12), third, last)
  return String.fromCharCode(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), third, last)
}

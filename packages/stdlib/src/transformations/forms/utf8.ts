import { encodePoint } from '@secrule/body'
import { outputBuffer, textOf } from '../output-buffer.js'
import { utf8Sequence } from '../utf8-sequence.js'

/** Stands for a byte that belongs to no character. */
export const replacement = 0xfffd

/** The character at a place of a text in UTF-8, or -1 when its byte belongs to none and is to be passed over alone. */
export function pointAt(value: string, at: number): number {
  const lead = value.charCodeAt(at)
  if (lead < 0x80) return lead
  const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  if (size === 0) return -1
  const point = utf8Sequence(value, at, size)
  // not one that is longer than it needs to be, and no surrogate
  const isShortest = point >= (size === 2 ? 0x80 : size === 3 ? 0x800 : 0x1_0000)
  return isShortest && isCharacter(point) ? point : -1
}

/** How many bytes a character has. */
export function sizeOf(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4
}

/** The character that a number names: U+FFFD when it names none. */
export function named(point: number): number {
  return point !== 0 && isCharacter(point) ? point : replacement
}

function isCharacter(point: number): boolean {
  return point <= 0x10_ffff && (point < 0xd800 || point > 0xdfff)
}

/** Each character of a text in UTF-8 as a function has it, which drops those that it answers -1 for; U+FFFD for what is none. */
export function mapPoints(value: string, map: (point: number) => number): string {
  const out = outputBuffer(value.length * 3)
  let at = 0
  for (let i = 0; i < value.length; ) {
    const point = pointAt(value, i)
    i += point < 0 ? 1 : sizeOf(point)
    const after = point < 0 ? replacement : map(point)
    if (after >= 0 && after < 0x80) out[at++] = after
    else if (after >= 0) at = encodePoint(after, out, at)
  }
  return textOf(out, at)
}

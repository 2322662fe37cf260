import { isSpace } from '../is-space.js'
import { replacement, utf8 } from './utf8.js'

/** CSS escapes as the characters that they name, full width forms as their ASCII ones. */
export function cssCodePoints(value: string): string {
  return value.replace(/\\(?:([0-9a-fA-F]{1,6})([\s\S]?)|([\s\S])|$)/g, (_whole, digits, after, other) => {
    if (digits === undefined) return other === undefined || other === '\n' ? '' : other
    const point = Number.parseInt(digits, 16)
    const rest = after !== '' && isSpace(after.charCodeAt(0)) ? '' : after
    return utf8(known(point)) + rest
  })
}

function known(point: number): number {
  if (point >= 0xff01 && point <= 0xff5e) return point - 0xfee0
  return point === 0 || point > 0x10_ffff || (point >= 0xd800 && point <= 0xdfff) ? replacement : point
}

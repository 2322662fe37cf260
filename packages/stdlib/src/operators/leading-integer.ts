/** An integer as the numeric operators compare it: a number when it is small, a bigint up to the 64-bit bounds. */
export type Integer = number | bigint

const most = 9223372036854775807n
const least = -9223372036854775808n

/**
 * The integer that a text begins with: white space, a sign, decimal digits; what comes after them does not count.
 * 0 without any digit; saturates at the bounds of 64 bits.
 */
export function leadingInteger(text: string): Integer {
  let at = 0
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  const sign = at < text.length ? text.charCodeAt(at) : 0
  if (sign === 0x2b || sign === 0x2d) at++
  while (at < text.length && text.charCodeAt(at) === 0x30) at++
  const from = at
  let small = 0
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) break
    if (at - from < 15) small = small * 10 + digit
  }
  const digits = at - from
  const negative = sign === 0x2d
  if (digits <= 15) return negative && small !== 0 ? -small : small
  if (digits > 19) return negative ? least : most
  const large = BigInt(text.slice(from, at))
  if (negative) return -large < least ? least : -large
  return large > most ? most : large
}

/** Whether a text has a number at its beginning. */
export function hasLeadingInteger(text: string): boolean {
  return /^[\t-\r ]*[+-]?[0-9]/.test(text)
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}

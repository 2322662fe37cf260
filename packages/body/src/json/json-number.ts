// Places within a number, in the grammar of RFC 8259.
const MINUS = 0
const ZERO = 1
const WHOLE = 2
const POINT = 3
const FRACTION = 4
const EXPONENT = 5
const EXPONENT_SIGN = 6
const EXPONENT_DIGITS = 7

/** The place in a number after its first byte, a minus sign or a digit. */
export function beginNumber(byte: number): number {
  return byte === 45 ? MINUS : byte === 48 ? ZERO : WHOLE
}

/** The place in a number after one more byte, or -1 when the byte is not part of it. */
export function nextInNumber(place: number, byte: number): number {
  const digit = byte >= 48 && byte <= 57
  const exponent = byte === 101 || byte === 69
  switch (place) {
    case MINUS:
      return digit ? beginNumber(byte) : -1
    case ZERO:
      return byte === 46 ? POINT : exponent ? EXPONENT : -1
    case WHOLE:
      return digit ? WHOLE : byte === 46 ? POINT : exponent ? EXPONENT : -1
    case POINT:
      return digit ? FRACTION : -1
    case FRACTION:
      return digit ? FRACTION : exponent ? EXPONENT : -1
    case EXPONENT:
      return digit ? EXPONENT_DIGITS : byte === 43 || byte === 45 ? EXPONENT_SIGN : -1
    default:
      return digit ? EXPONENT_DIGITS : -1
  }
}

/** Whether a number may end at a place. */
export function isWholeNumber(place: number): boolean {
  return place === ZERO || place === WHOLE || place === FRACTION || place === EXPONENT_DIGITS
}

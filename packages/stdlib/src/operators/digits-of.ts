/** The decimal digits of a text as numbers, at most `most` of them. */
export function digitsOf(text: string, most = Number.POSITIVE_INFINITY): number[] {
  const digits: number[] = []
  for (let i = 0; i < text.length && digits.length < most; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (digit >= 0 && digit <= 9) digits.push(digit)
  }
  return digits
}

/** Whether all digits are the same. */
export function allEqual(digits: readonly number[]): boolean {
  return digits.every((digit) => digit === digits[0])
}

/** Whether each digit is one more than the one before it. */
export function ascending(digits: readonly number[]): boolean {
  return digits.every((digit, i) => i === 0 || digit === digits[i - 1]! + 1)
}

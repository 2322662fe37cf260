const largest = 9223372036854775807n
const smallest = -9223372036854775808n

function saturated(value: bigint): bigint {
  return value > largest ? largest : value < smallest ? smallest : value
}

/**
 * The number a text begins with: white space, a sign, digits; the rest is ignored. No digits give 0. Bounded to 64
 * bits, and never slow: digits beyond that range are not converted.
 */
export function counterValue(text: string): bigint {
  const [, sign, digits] = /^[ \t\n\v\f\r]*([+-]?)0*(\d*)/.exec(text) ?? []
  if (!digits) return 0n
  const size = digits.length > 19 ? largest + 1n : BigInt(digits)
  return saturated(sign === '-' ? -size : size)
}

/** The sum of a counter as it is stored and an amount, within 64 bits and, unless `negative`, not below 0. */
export function counterSum(stored: string | null, amount: bigint, negative: boolean): string {
  const sum = saturated((stored === null ? 0n : counterValue(stored)) + amount)
  return String(sum < 0n && !negative ? 0n : sum)
}

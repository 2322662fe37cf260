import { type Integer, leadingInteger } from '../operators/leading-integer.js'

const largest = 9223372036854775807n
const smallest = -9223372036854775808n

/**
 * The sum of a counter as it is stored and an amount. Both count as numbers as far as they begin with one; the sum
 * stays within 64 bits and, unless `negative`, does not go below 0.
 */
export function counterSum(stored: string | null, amount: Integer, negative: boolean): string {
  const before = stored === null ? 0 : leadingInteger(stored)
  const sum = typeof before === 'number' && typeof amount === 'number' ? before + amount : largeSum(before, amount)
  return sum < 0 && !negative ? '0' : String(sum)
}

function largeSum(a: Integer, b: Integer): bigint {
  const sum = BigInt(a) + BigInt(b)
  return sum > largest ? largest : sum < smallest ? smallest : sum
}

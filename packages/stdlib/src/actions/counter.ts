import type { Dialect } from '@secrule/program'
import { type Integer, leadingInteger } from '../operators/leading-integer.js'

const int32 = 2147483647
const largest = 9223372036854775807n
const smallest = -9223372036854775808n

/** How setvar computes: the bits of its numbers, and whether a counter may go below zero. */
export type Counting = Pick<Dialect, 'counterBits' | 'negativeCounters'>

/** Whether a text is a number from its beginning to its end. */
export function isWholeNumber(text: string): boolean {
  return /^[+-]?[0-9]+$/.test(text)
}

/** The number that a text begins with, as far as it counts in that many bits. */
export function counterNumber(text: string, bits: 32 | 64): Integer {
  const number = leadingInteger(text)
  return bits === 32 && (number > int32 || number < -int32 - 1) ? 0 : number
}

/**
 * The sum of a counter as it is stored and an amount. Both count as numbers as far as they begin with one; the sum
 * stays within 64 bits, or wraps in 32, and does not go below 0 where it may not.
 */
export function counterSum(
  stored: string | null,
  amount: Integer,
  { counterBits, negativeCounters }: Counting,
): string {
  const before = stored === null ? 0 : counterNumber(stored, counterBits)
  const exact = typeof before === 'number' && typeof amount === 'number' ? before + amount : largeSum(before, amount)
  const sum = counterBits === 32 ? BigInt.asIntN(32, BigInt(exact)) : exact
  return sum < 0 && !negativeCounters ? '0' : String(sum)
}

function largeSum(a: Integer, b: Integer): bigint {
  const sum = BigInt(a) + BigInt(b)
  return sum > largest ? largest : sum < smallest ? smallest : sum
}

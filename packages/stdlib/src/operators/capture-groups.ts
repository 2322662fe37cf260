import type { OperatorContext } from '@secrule/program'

/** Groups of all matches in one value that are captured where 10 are not the bound. */
export const mostGroups = 1000

/**
 * Captures the groups of a match, at most `most` of them, under the numbers from `first` on, up to the last that took
 * part: those before it that did not are empty. Gives the number behind them. In dialects where groups that took no part
 * are left as they were, these are not captured, and where all of a pattern are set, the last ones are too.
 */
export function captureGroups(offsets: Int32Array, first: number, most: number, context: OperatorContext): number {
  const { captures } = context.transaction.dialect
  let count = Math.min(offsets.length / 2, captures === 'left over' ? mostGroups - first : most)
  if (captures === 'fresh') while (count > 1 && offsets[count * 2 - 2]! < 0) count--
  for (let group = 0; group < count; group++) {
    const from = offsets[group * 2]!
    if (from >= 0) context.capture(first + group, from, offsets[group * 2 + 1]!)
    else if (captures !== 'left over') context.captureText(first + group, '')
  }
  return first + count
}

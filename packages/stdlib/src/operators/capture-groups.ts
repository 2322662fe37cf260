import type { OperatorContext } from '@secrule/program'

/**
 * Captures the groups of a match, at most `most` of them, under the numbers from `first` on, up to the last that took
 * part: those before it that did not are empty. Gives the number behind them.
 */
export function captureGroups(offsets: Int32Array, first: number, most: number, context: OperatorContext): number {
  let count = Math.min(offsets.length / 2, most)
  while (count > 1 && offsets[count * 2 - 2]! < 0) count--
  for (let group = 0; group < count; group++) {
    const from = offsets[group * 2]!
    if (from < 0) context.captureText(first + group, '')
    else context.capture(first + group, from, offsets[group * 2 + 1]!)
  }
  return first + count
}

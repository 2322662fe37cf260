/** The geometric mean, in which a request that is twice as fast counts as much as one that takes seconds. */
export function geometricMean(numbers: readonly number[]): number {
  if (numbers.length === 0) return 0
  const sum = numbers.reduce((total, each) => total + Math.log(Math.max(each, 1)), 0)
  return Math.exp(sum / numbers.length)
}

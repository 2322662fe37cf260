/** Above these there are no letters of two cases. */
const points = 0x2_0000

/**
 * The other case of letters by code point, where one letter becomes one. The platform is asked once for each: a text of
 * a megabyte has more letters than there are.
 */
export function letterCase(change: (letter: string) => string): (point: number) => number {
  const known = new Int32Array(points)
  return (point) => {
    if (point >= points) return point
    const after = known[point]!
    if (after !== 0) return after - 1
    const found = changed(point, change)
    known[point] = found + 1
    return found
  }
}

function changed(point: number, change: (letter: string) => string): number {
  const after = change(String.fromCodePoint(point))
  const first = after.codePointAt(0)!
  return after.length === (first > 0xffff ? 2 : 1) ? first : point
}

/** Offsets of the backslashes that stand before one of `escaped`. Backslashes pair up from the left. */
export function escapesIn(image: string, from: number, escaped: string): number[] {
  const found: number[] = []
  for (let i = image.indexOf('\\'); i >= 0 && i < image.length - 1; i = image.indexOf('\\', i + 2)) {
    if (escaped.includes(image[i + 1]!)) found.push(from + i)
  }
  return found
}

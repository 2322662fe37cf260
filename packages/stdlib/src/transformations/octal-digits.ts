/** How many octal digits (at most three) stand at a place. */
export function countOctalDigits(value: string, from: number): number {
  let count = 0
  while (count < 3 && from + count < value.length) {
    const code = value.charCodeAt(from + count)
    if (code < 0x30 || code > 0x37) break
    count++
  }
  return count
}

/** The number that octal digits give. */
export function octalNumber(value: string, from: number, digits: number): number {
  let number = 0
  for (let i = from; i < from + digits; i++) number = number * 8 + value.charCodeAt(i) - 0x30
  return number
}

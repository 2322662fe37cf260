/** A set of bytes as a 256-entry table of 0 and 1, for reading with a plain index. */
export type ByteSet = Uint8Array

/** The set of the chars of `members`, with the inclusive ranges added. */
export function byteSet(members: string, ...ranges: readonly (readonly [number, number])[]): ByteSet {
  const set = new Uint8Array(256)
  for (let i = 0; i < members.length; i++) set[members.charCodeAt(i)] = 1
  for (const [low, high] of ranges) set.fill(1, low, high + 1)
  return set
}

/**
 * Index of the first byte at or after `from` that is in the set, or `size`. A char above 255 (which no byte string has)
 * is in no set.
 */
export function skipUntil(input: string, from: number, size: number, stop: ByteSet): number {
  let i = from
  while (i < size && stop[input.charCodeAt(i)] !== 1) i++
  return i
}

/** Index of the first byte at or after `from` that is not in the set, or `size`. */
export function skipWhile(input: string, from: number, size: number, members: ByteSet): number {
  let i = from
  while (i < size && members[input.charCodeAt(i)] === 1) i++
  return i
}

/** White space as SQL sees it: NUL, tab to carriage return, space, and the no-break space. */
export const sqlSpace = byteSet('\x00 \xa0', [0x09, 0x0d])

export const decimalDigits = byteSet('0123456789')

const largestKept = 4_194_304
let kept = new Uint8Array(65_536)

/**
 * Room for `size` bytes that one function fills and turns into text before it returns. All share it, so that a value of
 * a megabyte costs no new megabyte each time it is decoded; what was in it before is still there.
 */
export function sharedBytes(size: number): Uint8Array {
  if (size <= kept.length) return kept
  if (size > largestKept) return new Uint8Array(size)
  kept = new Uint8Array(size <= largestKept >> 2 ? largestKept >> 2 : largestKept)
  return kept
}

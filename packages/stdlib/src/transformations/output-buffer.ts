const kept = new Uint8Array(65_536)
const chunk = 8192

/**
 * Room for `size` bytes of output. Most values share one buffer, so a transformation must turn it into text before it
 * returns and must not call another one in between.
 */
export function outputBuffer(size: number): Uint8Array {
  return size <= kept.length ? kept : new Uint8Array(size)
}

/** The byte string of the first `length` bytes. */
export function textOf(bytes: Uint8Array, length: number): string {
  if (length <= chunk) return String.fromCharCode.apply(null, bytes.subarray(0, length) as unknown as number[])
  const pieces: string[] = []
  for (let at = 0; at < length; at += chunk) {
    const part = bytes.subarray(at, Math.min(at + chunk, length))
    pieces.push(String.fromCharCode.apply(null, part as unknown as number[]))
  }
  return pieces.join('')
}

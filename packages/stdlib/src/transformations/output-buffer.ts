import { latin, sharedBytes } from '@secrule/body'

/**
 * Room for `size` bytes of output. Values share one buffer, so a transformation must turn it into text before it returns
 * and must not call another one in between.
 */
export function outputBuffer(size: number): Uint8Array {
  return sharedBytes(size)
}

/** The byte string of the first `length` bytes, behind what stands `before` them. */
export function textOf(bytes: Uint8Array, length: number, before = ''): string {
  const text = latin(bytes, 0, length)
  return before === '' ? text : before + text
}

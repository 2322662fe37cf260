/** Words of a mask over all bytes. */
export const maskWords = 8

/** A mask with the bit of every byte of the texts. */
export function byteMask(texts: readonly string[]): Int32Array {
  const mask = new Int32Array(maskWords)
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) {
      const byte = text.charCodeAt(i) & 255
      mask[byte >>> 5]! |= 1 << (byte & 31)
    }
  }
  return mask
}

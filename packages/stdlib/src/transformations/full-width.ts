/**
 * The byte that a 16-bit code point gives when a decoder keeps its low eight bits only. The full width forms FF01 to
 * FF5E become the ASCII characters that they look like.
 */
export function narrow(code: number): number {
  const low = code & 0xff
  return code >> 8 === 0xff && low >= 0x01 && low <= 0x5e ? low + 0x20 : low
}

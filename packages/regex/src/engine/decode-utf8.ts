/** Bytes read as UTF-8. `offsets` holds for each UTF-16 unit, and for the end, where its character begins in the bytes. */
export interface Utf8Text {
  readonly text: string
  readonly offsets: Int32Array
}

// The smallest code point that may take this many continuation bytes.
const smallest = [0, 0x80, 0x800, 0x10000]

/** Decodes a byte string strictly: null when it is not UTF-8 (overlong forms and surrogates are not). */
export function decodeUtf8(bytes: string): Utf8Text | null {
  const offsets = new Int32Array(bytes.length + 1)
  const parts: string[] = []
  let units = 0
  let at = 0
  while (at < bytes.length) {
    const start = at
    const first = bytes.charCodeAt(at++)
    const more = first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1
    if (more < 0) return null
    let code = more === 0 ? first : first & (0x3f >> more)
    for (let i = 0; i < more; i++) {
      const next = bytes.charCodeAt(at++)
      if (!(next >= 0x80 && next <= 0xbf)) return null
      code = (code << 6) | (next & 0x3f)
    }
    if (code < smallest[more]! || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null
    parts.push(String.fromCodePoint(code))
    offsets[units++] = start
    if (code > 0xffff) offsets[units++] = start
  }
  offsets[units] = bytes.length
  return { text: parts.join(''), offsets: offsets.subarray(0, units + 1) }
}

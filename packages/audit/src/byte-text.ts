/**
 * The text of a byte string: UTF-8 where all of it is valid UTF-8, else one character per byte. Lone surrogates, overlong
 * forms and code points beyond Unicode are not valid.
 */
export function byteText(bytes: string): string {
  const first = firstHighByte(bytes)
  return first < 0 ? bytes : (decodeUtf8(bytes, first) ?? bytes)
}

function firstHighByte(bytes: string): number {
  for (let i = 0; i < bytes.length; i++) if (bytes.charCodeAt(i) > 127) return i
  return -1
}

function decodeUtf8(bytes: string, first: number): string | null {
  const pieces: string[] = []
  let from = 0
  for (let at = first; at < bytes.length; ) {
    const lead = bytes.charCodeAt(at)
    if (lead < 128) {
      at++
      continue
    }
    const size = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0
    if (size === 0 || at + size > bytes.length) return null
    let point = lead & (0xff >> (size + 1))
    for (let i = 1; i < size; i++) {
      const next = bytes.charCodeAt(at + i)
      if (next >> 6 !== 2) return null
      point = (point << 6) | (next & 63)
    }
    if (point < (size === 3 ? 0x800 : size === 4 ? 0x10000 : 0x80)) return null
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return null
    pieces.push(bytes.slice(from, at), String.fromCodePoint(point))
    at += size
    from = at
  }
  pieces.push(bytes.slice(from))
  return pieces.join('')
}

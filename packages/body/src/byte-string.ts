// A piece with one byte that is not ASCII takes three times as long: they are short, but not so short that they cost more.
const chunkSize = 2048
/** Above this a decoder of ASCII is faster than a call with one argument for each byte, and so is a reader of the platform. */
const shortLength = 16
const longASCII = 64

// Only ever given ASCII, which every decoder reads alike.
const decoder = new TextDecoder()

/** Reads bytes from a place to another one as ISO 8859-1. */
type LatinReader = (bytes: Uint8Array, from: number, to: number) => string

let platform: LatinReader | null = null

/** From now on byte strings are read by what the platform has for ISO 8859-1, which only copies them. */
export function useLatin(read: LatinReader): void {
  platform = read
}

/** The byte string of some bytes: one char code 0-255 per byte. Fast for bodies of megabytes, and never windows-1252. */
export function latin(bytes: Uint8Array, from = 0, to = bytes.length): string {
  // in one piece, however long: texts that are put together are copied once more, and are twice the garbage
  if (platform !== null && to - from > shortLength) return platform(bytes, from, to)
  if (to - from <= chunkSize) return chunkText(bytes, from, to)
  const pieces: string[] = []
  for (let at = from; at < to; at += chunkSize) pieces.push(chunkText(bytes, at, Math.min(to, at + chunkSize)))
  return pieces.join('')
}

function chunkText(bytes: Uint8Array, from: number, to: number): string {
  const chunk = bytes.subarray(from, to)
  if (chunk.length > longASCII) {
    let bits = 0
    for (let i = 0; i < chunk.length; i++) bits |= chunk[i]!
    if (bits < 128) return decoder.decode(chunk)
  }
  return String.fromCharCode.apply(null, chunk as unknown as number[])
}

/** The bytes of a byte string. A char above 255 keeps its low eight bits only: encode such text with `utf8Bytes` first. */
export function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/**
 * UTF-16 text as the byte string of its UTF-8. A lone surrogate becomes U+FFFD, as every UTF-8 encoder of the platform
 * has it. The same string comes back when the text is ASCII.
 */
export function utf8Bytes(text: string): string {
  let ascii = true
  for (let i = 0; i < text.length && ascii; i++) ascii = text.charCodeAt(i) < 128
  if (ascii) return text
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let i = 0; i < text.length; i++) {
    let point = text.charCodeAt(i)
    if (point >= 0xd800 && point < 0xe000) {
      const low = i + 1 < text.length ? text.charCodeAt(i + 1) : 0
      if (point < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00)
        i++
      } else point = 0xfffd
    }
    length = encodePoint(point, bytes, length)
  }
  return latin(bytes.subarray(0, length))
}

/** Writes one code point as UTF-8 into `bytes` at `at` and returns the position behind it. Room for four bytes is the caller's. */
export function encodePoint(point: number, bytes: Uint8Array, at: number): number {
  if (point < 0x80) {
    bytes[at++] = point
  } else if (point < 0x800) {
    bytes[at++] = 0xc0 | (point >> 6)
    bytes[at++] = 0x80 | (point & 63)
  } else if (point < 0x10000) {
    bytes[at++] = 0xe0 | (point >> 12)
    bytes[at++] = 0x80 | ((point >> 6) & 63)
    bytes[at++] = 0x80 | (point & 63)
  } else {
    bytes[at++] = 0xf0 | (point >> 18)
    bytes[at++] = 0x80 | ((point >> 12) & 63)
    bytes[at++] = 0x80 | ((point >> 6) & 63)
    bytes[at++] = 0x80 | (point & 63)
  }
  return at
}

import { ByteBuffer } from '../byte-buffer.js'
import { latin } from '../byte-string.js'

/** A document as UTF-8, with the first thing that was wrong with its bytes. */
export interface DecodedXml {
  text: string
  error: string | null
}

/**
 * Turns a document into a byte string of UTF-8, by its byte order mark, by the look of its first bytes and by its
 * declaration. UTF-8, UTF-16, ISO-8859-1 and US-ASCII are known; any other encoding is an error, since what cannot be
 * decoded cannot be inspected. Invalid bytes are reported and kept.
 */
export function decodeXml(bytes: Uint8Array): DecodedXml {
  const [a, b, c, d] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return checkDeclared(bytes.subarray(3))
  if (a === 0xfe && b === 0xff) return fromUtf16(bytes.subarray(2), 1)
  if (a === 0xff && b === 0xfe) {
    return c === 0 && d === 0 ? unknown('UTF-32') : fromUtf16(bytes.subarray(2), 0)
  }
  if (a === 0x3c && b === 0 && c !== 0) return fromUtf16(bytes, 0)
  if (a === 0 && b === 0x3c) return fromUtf16(bytes, 1)
  if (a === 0 || (a === 0x3c && b === 0)) return unknown('UTF-32')
  if (a === 0x4c && b === 0x6f && c === 0xa7 && d === 0x94) return unknown('EBCDIC')
  return checkDeclared(bytes)
}

function unknown(name: string): DecodedXml {
  return { text: '', error: `unsupported encoding ${name}` }
}

function checkDeclared(bytes: Uint8Array): DecodedXml {
  const start = latin(bytes.subarray(0, 256))
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(start)
  const name = (declared?.[1] ?? declared?.[2] ?? 'utf-8').toLowerCase()
  if (name === 'utf-8' || name === 'utf8') return checkUtf8(bytes)
  if (name === 'us-ascii' || name === 'ascii') {
    const text = latin(bytes)
    return { text, error: bytes.some((byte) => byte > 127) ? 'byte above 127 in US-ASCII' : controlError(bytes) }
  }
  if (name === 'iso-8859-1' || name === 'latin1' || name === 'iso-latin-1') return fromLatin1(bytes)
  return { text: latin(bytes), error: `unsupported encoding ${name}` }
}

function fromLatin1(bytes: Uint8Array): DecodedXml {
  const out = new ByteBuffer(bytes.length + 16)
  for (const byte of bytes) out.pushPoint(byte)
  return { text: out.text(), error: controlError(bytes) }
}

function fromUtf16(bytes: Uint8Array, highAt: 0 | 1): DecodedXml {
  const out = new ByteBuffer(bytes.length + 16)
  const unitAt = (at: number) => (highAt === 1 ? bytes[at]! * 256 + bytes[at + 1]! : bytes[at + 1]! * 256 + bytes[at]!)
  let error: string | null = null
  let at = 0
  for (; at + 1 < bytes.length; at += 2) {
    let point = unitAt(at)
    if (point >= 0xd800 && point < 0xe000) {
      const low = at + 3 < bytes.length ? unitAt(at + 2) : 0
      if (point < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00)
        at += 2
      } else {
        point = 0xfffd
        error ??= 'lone surrogate in UTF-16'
      }
    }
    if (point === 0xfffe || point === 0xffff) error ??= 'invalid character'
    out.pushPoint(point)
  }
  if (at < bytes.length) error ??= 'half a character at the end'
  return { text: out.text(), error: error ?? controlError(out.view()) }
}

function controlError(bytes: Uint8Array): string | null {
  for (let at = 0; at < bytes.length; at++) if (isControl(bytes[at]!)) return `control character at byte ${at}`
  return null
}

function isControl(byte: number): boolean {
  return byte < 32 && byte !== 9 && byte !== 10 && byte !== 13
}

function checkUtf8(bytes: Uint8Array): DecodedXml {
  const text = latin(bytes)
  const length = bytes.length
  for (let at = 0; at < length; at++) {
    const byte = bytes[at]!
    if (byte < 128) {
      if (isControl(byte)) return { text, error: `control character at byte ${at}` }
      continue
    }
    const size = sequenceLength(bytes, at)
    if (size === 0) return { text, error: `invalid UTF-8 at byte ${at}` }
    at += size - 1
  }
  return { text, error: null }
}

/** Length of the UTF-8 sequence at a place, 0 when it is invalid or a character that XML does not allow. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]!
  if (byte < 0xc2 || byte > 0xf4) return 0
  const size = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
  if (at + size > bytes.length) return 0
  for (let i = 1; i < size; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0
  const second = bytes[at + 1]!
  if ((byte === 0xe0 && second < 0xa0) || (byte === 0xed && second > 0x9f)) return 0
  if ((byte === 0xf0 && second < 0x90) || (byte === 0xf4 && second > 0x8f)) return 0
  if (byte === 0xef && second === 0xbf && bytes[at + 2]! > 0xbd) return 0
  return size
}

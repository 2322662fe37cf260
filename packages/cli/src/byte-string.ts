/** The bytes as a byte string: one char a byte. */
export function byteString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

/** The bytes of a byte string. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

/** Text (of a command line, of JSON) as a byte string: UTF-8. */
export function encodeText(text: string): string {
  return byteString(Buffer.from(text, 'utf8'))
}

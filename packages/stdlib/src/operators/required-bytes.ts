/** The bytes that pass a test, as a set of which a requirement asks for one. */
export function bytesOf(test: (byte: number) => boolean): readonly string[] {
  const bytes: string[] = []
  for (let byte = 0; byte < 256; byte++) if (test(byte)) bytes.push(String.fromCharCode(byte))
  return bytes
}

/** Whether a byte is an ASCII letter, a digit or `_`. */
export function isWordByte(byte: number): boolean {
  return /\w/.test(String.fromCharCode(byte))
}

/** C's `isspace`: 09 0A 0B 0C 0D 20. */
export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}

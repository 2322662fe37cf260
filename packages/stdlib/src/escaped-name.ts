/** A name as ModSecurity 2 writes it: bytes that are not printable as `\\xHH`. */
export function escapedName(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

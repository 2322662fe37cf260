const prefix = 'Basic '

/** AUTH_TYPE: the Authorization header up to its first space. */
export function authType(authorization: string): string {
  const space = authorization.indexOf(' ')
  return space < 0 ? authorization : authorization.slice(0, space)
}

/**
 * REMOTE_USER: the user of a Basic Authorization header (`Basic ` in this letter case only); null when it is another
 * scheme or holds no `:`. Characters outside the base64 alphabet are skipped and padding ends it, as lenient servers read it.
 */
export function basicUser(authorization: string): string | null {
  if (!authorization.startsWith(prefix)) return null
  let user = ''
  let bits = 0
  let held = 0
  for (let i = prefix.length; i < authorization.length; i++) {
    const code = authorization.charCodeAt(i)
    if (code === 61) break
    const value = sextet(code)
    if (value < 0) continue
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    const byte = (held >> bits) & 255
    if (byte === 58) return user
    user += String.fromCharCode(byte)
  }
  return null
}

function sextet(code: number): number {
  if (code >= 65 && code <= 90) return code - 65
  if (code >= 97 && code <= 122) return code - 71
  if (code >= 48 && code <= 57) return code + 4
  return code === 43 ? 62 : code === 47 ? 63 : -1
}

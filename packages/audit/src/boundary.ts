declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array }

const alphanumeric = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const letters = alphanumeric.slice(10)

/** How an engine marks the beginning of a part. */
export type BoundaryStyle = 'modsecurity2' | 'modsecurity3' | 'coraza'

/**
 * The text between `--` and the letter of a part. It comes from the platform's secure generator: one that traffic could
 * foresee would let a request body begin a part, or a record, of its own.
 */
export function randomBoundary(style: BoundaryStyle): string {
  switch (style) {
    case 'modsecurity2':
      return `${pick('0123456789abcdef', 8)}-`
    case 'modsecurity3':
      return `-${pick(alphanumeric, 8)}---`
    case 'coraza':
      return `${pick(letters, 10)}-`
  }
}

function pick(alphabet: string, count: number): string {
  let text = ''
  while (text.length < count) {
    for (const byte of crypto.getRandomValues(new Uint8Array(count))) {
      // Bytes beyond the last whole multiple are dropped, so that all letters are equally likely.
      if (byte < 256 - (256 % alphabet.length) && text.length < count) text += alphabet[byte % alphabet.length]
    }
  }
  return text
}

/** A line of a body that a log reader could take for the beginning of a part. */
const partLine = /^-(?=-+[0-9A-Za-z]+-+[A-Z]--)/gm

/** A body for the native format, its lines that look like the beginning of a part changed: `\x2d-1a2b3c4d-A--`. */
export function withoutPartLines(body: string): string {
  return body.replace(partLine, '\\x2d')
}

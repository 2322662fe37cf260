const unsafe = /[^\x20-\x7e]|["\\]/g
const unprintable = /[^\x20-\x7e]/g
const hex = (char: string): string => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`

/** `\xhh` for quotes, backslashes and bytes outside printable ASCII: what traffic may say inside of a field. */
export function escaped(text: string): string {
  return text.replace(unsafe, hex)
}

/**
 * An address for a line whose fields stand between spaces or brackets. It is what a host says, which may have it from a
 * header: whatever is in no address becomes `\xhh`.
 */
export function addressText(text: string): string {
  return text.replace(/[^0-9A-Za-z.:%@/_-]/g, hex)
}

/** `\xhh` for bytes outside printable ASCII only: what rules say, and whole lines. */
export function printable(text: string): string {
  return text.replace(unprintable, hex)
}

/** How long `escaped` makes a text, without making it. */
export function escapedLength(text: string): number {
  let length = text.length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) length += 3
  }
  return length
}

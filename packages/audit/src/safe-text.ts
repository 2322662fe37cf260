const control = /[\x00-\x1f\x7f]/g
const quoted = /[^\x20-\x7e]|["\\]/g
const hex = (char: string): string => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`

/** A text for one line of a log: bytes that could end the line or steer a terminal become `\xhh`. */
export function lineText(text: string): string {
  return text.replace(control, hex)
}

/** Any text of this process on one line: what is not printable ASCII becomes `\xhh`, or `\uhhhh` beyond a byte. */
export function asciiText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (char) => {
    const code = char.charCodeAt(0)
    return code > 255 ? `\\u${code.toString(16).padStart(4, '0')}` : hex(char)
  })
}

/** A text for between quotes: `\xhh` for quotes, backslashes, and everything that is not printable ASCII. */
export function quotedText(text: string): string {
  return text.replace(quoted, hex)
}

/** A field of a line whose fields stand between spaces: `-` when it is empty, and no space inside. */
export function fieldText(text: string): string {
  return text === '' ? '-' : quotedText(text).replaceAll(' ', '\\x20')
}

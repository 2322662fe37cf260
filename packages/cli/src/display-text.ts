const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * A byte string as it can be shown: UTF-8 where it is that, and `\xHH` for every byte that is not, or that a terminal
 * would obey. Tabs and line ends come out as `\t`, `\n` and `\r`, so the result is one line.
 */
export function displayText(bytes: string): string {
  return escapeControls(decodeUtf8(bytes))
}

/** The same for a line of source: tabs stay, one character stands for each control character. */
export function displayLine(bytes: string): string {
  return decodeUtf8(bytes).replace(/[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}

function decodeUtf8(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes
  const raw = Uint8Array.from(bytes, (char) => char.charCodeAt(0))
  try {
    return decoder.decode(raw)
  } catch {
    return bytes.replace(/[\x80-\xff]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`)
  }
}

function escapeControls(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, (char) => {
    if (char === '\n') return '\\n'
    if (char === '\r') return '\\r'
    if (char === '\t') return '\\t'
    const number = char.charCodeAt(0)
    return number < 256 ? `\\x${number.toString(16).padStart(2, '0')}` : `\\u${number.toString(16)}`
  })
}

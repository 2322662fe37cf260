/** Where the first `=` stands that is not inside a macro, or -1. */
export function equalsSign(text: string): number {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '=') return at
    if (text.startsWith('%{', at)) {
      const close = text.indexOf('}', at)
      if (close < 0) return -1
      at = close
    }
  }
  return -1
}

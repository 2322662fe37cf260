/**
 * Reads the text of @pm as the engines do: blanks before it and quotes around it go; between `|` and `|` stand pairs of
 * hex digits; a backslash may stand before `:` `;` `\` and `"`. A text that breaks these rules counts as written.
 */
export function pmContent(text: string): string {
  let from = 0
  while (text[from] === ' ' || text[from] === '\t') from++
  let inner = text.slice(from)
  if (inner.length > 1 && inner.startsWith('"') && inner.endsWith('"')) inner = inner.slice(1, -1)
  let result = ''
  let hex = false
  for (let i = 0; i < inner.length; i++) {
    const char = inner[i]!
    if (char === '|') hex = !hex
    else if (hex) {
      const pair = inner.slice(i, i + 2)
      if (!/^[0-9a-f]{2}$/i.test(pair)) return text
      result += String.fromCharCode(Number.parseInt(pair, 16))
      i++
    } else if (char === '\\') {
      const next = inner[++i]
      if (next === undefined || !':;\\"'.includes(next)) return text
      result += next
    } else result += char
  }
  return result
}

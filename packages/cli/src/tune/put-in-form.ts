/** Replaces the value of a url-encoded pair, its name compared decoded; null as the name means the first. Null: it is not there. */
export function putInForm(text: string, key: string | null, encodedValue: string): string | null {
  const pairs = text.split('&')
  const at = pairs.findIndex((pair) => {
    const name = decoded(pair.split('=', 1)[0]!)
    return key === null ? pair.includes('=') : name.toLowerCase() === key.toLowerCase()
  })
  if (at < 0) return null
  pairs[at] = `${pairs[at]!.split('=', 1)[0]}=${encodedValue}`
  return pairs.join('&')
}

function decoded(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

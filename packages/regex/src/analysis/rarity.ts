// How often a byte is met in values, as parts of a thousand: rough, it only orders candidates.
function frequency(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return 45
  if (code >= 0x30 && code <= 0x39) return 40
  if (code === 0x20) return 60
  if (code > 0x7e || code < 0x20) return 4
  return 12
}

/** How seldom a value holds any of these strings: the larger, the better they filter. */
export function rarity(strings: readonly string[]): number {
  let chance = 0
  for (const text of strings) {
    let one = 1
    for (let i = 0; i < text.length && i < 8; i++) one *= frequency(text.charCodeAt(i)) / 1000
    chance += one
  }
  return -Math.log(chance)
}

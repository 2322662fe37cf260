// How often a byte is met in values, as parts of a thousand: rough, it only orders candidates.
function frequency(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return 45
  if (code >= 0x30 && code <= 0x39) return 40
  if (code === 0x20) return 60
  if (code > 0x7e || code < 0x20) return 4
  return 12
}

// Below this chance a filter cannot get noticeably better.
const rareEnough = 14

/**
 * How good a filter a set of strings is: values seldom hold one of them, and they are few. A one-in-a-million set is as
 * good as any rarer one, so beyond that only the number of strings counts.
 */
export function filterValue(strings: readonly string[]): number {
  let chance = 0
  for (const text of strings) {
    let one = 1
    for (let i = 0; i < text.length && i < 8; i++) one *= frequency(text.charCodeAt(i)) / 1000
    chance += one
  }
  return Math.min(-Math.log(chance), rareEnough) - Math.log(strings.length) / 2
}

/** Below this length the platform's search is never far from linear, whatever the two texts are. */
const short = 64

/**
 * Where `needle` first stands in `haystack` at a place that `accepts` takes, or -1. Linear in both lengths, even if
 * both come from the client: with a long needle the platform's own search can be quadratic.
 */
export function findText(haystack: string, needle: string, accepts?: (at: number) => boolean): number {
  const last = haystack.length - needle.length
  if (last < 0) return -1
  if (needle.length <= short) {
    let at = haystack.indexOf(needle)
    while (accepts !== undefined && at >= 0 && !accepts(at)) at = at < last ? haystack.indexOf(needle, at + 1) : -1
    return at
  }
  const borders = bordersOf(needle)
  let matched = 0
  for (let i = 0; i < haystack.length; i++) {
    const code = haystack.charCodeAt(i)
    while (matched > 0 && needle.charCodeAt(matched) !== code) matched = borders[matched - 1]!
    if (needle.charCodeAt(matched) === code) matched++
    if (matched < needle.length) continue
    const at = i + 1 - matched
    if (accepts === undefined || accepts(at)) return at
    matched = borders[matched - 1]!
  }
  return -1
}

/** For every prefix the length of its longest proper prefix that is its suffix too. */
function bordersOf(text: string): Int32Array {
  const borders = new Int32Array(text.length)
  let length = 0
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    while (length > 0 && text.charCodeAt(length) !== code) length = borders[length - 1]!
    if (text.charCodeAt(length) === code) length++
    borders[i] = length
  }
  return borders
}

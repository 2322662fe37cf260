/** What `readAddress` found: nothing, or an address of 4 or 6. */
export type AddressFamily = 0 | 4 | 6

/**
 * Reads one IPv4 or IPv6 address, nothing around it, into `words`: one 32-bit word for IPv4, four for IPv6. An IPv6
 * address that holds an IPv4 one (::ffff:192.0.2.1) counts as that. 0 when the text is no address.
 */
export function readAddress(text: string, words: Uint32Array): AddressFamily {
  if (text.length < 2 || text.length > 45) return 0
  if (text.indexOf(':') < 0) {
    const word = readFour(text, 0)
    if (word < 0) return 0
    words[0] = word
    return 4
  }
  if (!readSix(text, words)) return 0
  if (words[0] !== 0 || words[1] !== 0 || words[2] !== 0xffff) return 6
  words[0] = words[3]!
  return 4
}

/** The number of a dotted IPv4 address that goes from `from` to the end, or -1. */
function readFour(text: string, from: number): number {
  let number = 0
  let parts = 0
  let part = -1
  for (let i = from; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0x2e
    if (code === 0x2e) {
      if (part < 0 || ++parts > 4) return -1
      number = number * 256 + part
      part = -1
    } else {
      // no leading zero: some readers take it for octal
      if (code < 0x30 || code > 0x39 || part === 0) return -1
      part = (part < 0 ? 0 : part * 10) + code - 0x30
      if (part > 255) return -1
    }
  }
  return parts === 4 ? number : -1
}

const groups = new Uint16Array(8)

function readSix(text: string, words: Uint32Array): boolean {
  let count = 0
  let gap = -1
  let i = 0
  if (text.startsWith('::')) {
    gap = 0
    i = 2
  }
  while (i < text.length) {
    if (count === 8) return false
    let group = 0
    let digits = 0
    let k = i
    for (; k < text.length && digits < 5; k++, digits++) {
      const digit = hexDigit(text.charCodeAt(k))
      if (digit < 0) break
      group = group * 16 + digit
    }
    if (k < text.length && text.charCodeAt(k) === 0x2e) {
      const four = count <= 6 ? readFour(text, i) : -1
      if (four < 0) return false
      groups[count++] = four / 0x1_0000
      groups[count++] = four & 0xffff
      break
    }
    if (digits === 0 || digits > 4) return false
    groups[count++] = group
    if (k === text.length) break
    if (text.charCodeAt(k) !== 0x3a || k + 1 === text.length) return false
    i = k + 1
    if (text.charCodeAt(i) !== 0x3a) continue
    if (gap >= 0) return false
    gap = count
    i++
  }
  if (gap < 0 ? count !== 8 : count > 7) return false
  const missing = 8 - count
  for (let g = 7; g >= 0; g--) {
    const source = gap < 0 || g < gap ? g : g < gap + missing ? -1 : g - missing
    const half = source < 0 ? 0 : groups[source]!
    if (g % 2 === 1) words[g >> 1] = half
    else words[g >> 1] = words[g >> 1]! + half * 0x1_0000
  }
  return true
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

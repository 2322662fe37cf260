/** The bytes of an address: 4 or 16. */
export type AddressBytes = readonly number[]

/**
 * Reads one IPv4 or IPv6 address, nothing around it; null when the text is none. An IPv6 address that holds an IPv4 one
 * (`::ffff:192.0.2.1`) counts as that.
 */
export function readAddress(text: string): AddressBytes | null {
  if (text.length > 45) return null
  if (!text.includes(':')) return readFour(text)
  const bytes = readSix(text)
  const isMapped = bytes?.every((byte, i) => i > 11 || byte === (i < 10 ? 0 : 255)) === true
  return isMapped ? bytes.slice(12) : bytes
}

/** An IPv4 address that came through an IPv6 socket, in its plain form; any other text as it is. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped?.[1] ?? address
}

/** True when two addresses agree in their first bits. */
export function sharesPrefix(a: AddressBytes, b: AddressBytes, bits: number): boolean {
  if (a.length !== b.length) return false
  const whole = bits >> 3
  for (let i = 0; i < whole; i++) if (a[i] !== b[i]) return false
  const rest = bits & 7
  return rest === 0 || ((a[whole] ?? 0) ^ (b[whole] ?? 0)) >> (8 - rest) === 0
}

function readFour(text: string): AddressBytes | null {
  // No leading zero: some readers take it for octal.
  const parts = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/.exec(text)
  const bytes = parts?.slice(1).map(Number)
  return bytes?.every((byte) => byte < 256) === true ? bytes : null
}

function readSix(text: string): AddressBytes | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half, i) => readGroups(half, i === halves.length - 1))
  if (head === null || head === undefined || tail === null) return null
  if (tail === undefined) return head.length === 16 ? head : null
  const gap = 16 - head.length - tail.length
  return gap < 2 ? null : [...head, ...new Array<number>(gap).fill(0), ...tail]
}

/** The bytes of groups between colons; the last one may be an IPv4 address. */
function readGroups(text: string, isLast: boolean): number[] | null {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [i, group] of groups.entries()) {
    if (isLast && i === groups.length - 1 && group.includes('.')) {
      const four = readFour(group)
      if (four === null) return null
      bytes.push(...four)
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return null
      const value = Number.parseInt(group, 16)
      bytes.push(value >> 8, value & 255)
    }
  }
  return bytes.length > 16 ? null : bytes
}

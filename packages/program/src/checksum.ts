/** Tables of CRC-32: entry `byte` of table `n` is what a byte does to the sum when `n` more follow it. */
const tables = [0, 1, 2, 3].map(() => new Int32Array(256))

for (let byte = 0; byte < 256; byte++) {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  tables[0]![byte] = value
}
for (let table = 1; table < 4; table++) {
  for (let byte = 0; byte < 256; byte++) {
    const before = tables[table - 1]![byte]!
    tables[table]![byte] = (before >>> 8) ^ tables[0]![before & 255]!
  }
}

/** CRC-32, four bytes at a time. */
export function checksum(bytes: Uint8Array): number {
  const [last, third, second, first] = tables as [Int32Array, Int32Array, Int32Array, Int32Array]
  const { length } = bytes
  let value = -1
  let at = 0
  for (; at + 4 <= length; at += 4) {
    value ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    value =
      first[value & 255]! ^ second[(value >>> 8) & 255]! ^ third[(value >>> 16) & 255]! ^ last[(value >>> 24) & 255]!
  }
  for (; at < length; at++) value = last[(value ^ bytes[at]!) & 255]! ^ (value >>> 8)
  return (value ^ -1) >>> 0
}

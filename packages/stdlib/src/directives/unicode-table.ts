/** Code points that every map has before its file is read: stops and middle dots of other scripts become a full stop. */
const fixed: readonly (readonly [code: number, byte: number])[] = [
  [0x3002, 0x2e],
  [0xff61, 0x2e],
  [0xff0e, 0x2e],
  [0x002e, 0x2e],
]

/**
 * The table of one code page in a unicode map file: code point and byte by turns, sorted by code point. Null when the
 * file has no such page; a text when an entry of it cannot be read. A page is a line `NUMBER (name)` and then entries
 * `code:byte` in hexadecimal, up to the first word without a colon.
 */
export function unicodeTable(text: string, codePage: number): readonly number[] | string | null {
  const header = new RegExp(`^[ \\t]*0*${codePage}[ \\t]+\\(.*$`, 'm').exec(text)
  if (header === null) return null
  const table = new Map(fixed)
  for (const [entry] of text.slice(header.index + header[0].length).matchAll(/\S+/g)) {
    if (!entry.includes(':')) break
    const [, code, byte] = /^([0-9a-f]{1,4}):([0-9a-f]{1,2})$/i.exec(entry) ?? []
    if (code === undefined || byte === undefined) return entry
    table.set(Number.parseInt(code, 16), Number.parseInt(byte, 16))
  }
  return [...table].sort(([a], [b]) => a - b).flat()
}

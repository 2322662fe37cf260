import { byteString, bytesOf, encodeText } from '../byte-string.js'

/**
 * Replaces a text of a JSON document. `key` is the name that rules know it by (`json.items.array_3.note`); null means the
 * first text. Null: the document has no such text, or is none.
 */
export function putInJson(body: string, key: string | null, value: string): string | null {
  let document: unknown
  try {
    document = JSON.parse(Buffer.from(bytesOf(body)).toString('utf8'))
  } catch {
    return null
  }
  const marker = `put-here-${body.length}`
  const wanted = key?.toLowerCase() ?? null
  let isFound = false
  const walk = (node: unknown, name: string): unknown => {
    if (isFound) return node
    if (Array.isArray(node)) return node.map((each, at) => walk(each, `${name}.array_${at}`))
    if (typeof node === 'object' && node !== null) {
      return Object.fromEntries(
        Object.entries(node).map(([each, inner]) => [each, walk(inner, `${name}.${encodeText(each)}`)]),
      )
    }
    if (wanted === null ? typeof node !== 'string' : !isNamed(name, wanted)) return node
    isFound = true
    return marker
  }
  const changed = walk(document, 'json')
  if (!isFound) return null
  const quoted = JSON.stringify(byteText(value)).slice(1, -1)
  return encodeText(JSON.stringify(changed).replace(marker, () => quoted))
}

/** Engines name places of a list `array_3` or `3`. */
function isNamed(name: string, wanted: string): boolean {
  const lower = name.toLowerCase()
  return lower === wanted || lower.replaceAll('array_', '') === wanted
}

/** JSON is text: bytes that are no UTF-8 go in as the characters of the same number. */
function byteText(value: string): string {
  const text = Buffer.from(bytesOf(value)).toString('utf8')
  return byteString(Buffer.from(text, 'utf8')) === value ? text : value
}

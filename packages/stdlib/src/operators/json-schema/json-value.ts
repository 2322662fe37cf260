/** What JSON can say. Strings are text here (UTF-16), not bytes. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject

/** An object. Names such as `__proto__` are nothing special in it: ask with `Object.hasOwn`. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** Whether a value is an array. */
export function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** Whether a value is an object, an array not counted. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads the bytes of a JSON text; null when it is not valid, or nested deeper than the limit. */
export function readJson(bytes: string, depthLimit: number): { readonly value: JsonValue } | null {
  if (depthOf(bytes) > depthLimit) return null
  const text = textOfUtf8(bytes)
  if (text === null) return null
  try {
    return { value: JSON.parse(text) as JsonValue }
  } catch {
    return null
  }
}

/** How deep arrays and objects are nested. */
function depthOf(bytes: string): number {
  let depth = 0
  let deepest = 0
  let inText = false
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes.charCodeAt(i)
    if (inText) {
      if (code === 0x5c) i++
      else if (code === 0x22) inText = false
    } else if (code === 0x22) inText = true
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (code === 0x5d || code === 0x7d) depth--
  }
  return deepest
}

/** The text of UTF-8 bytes, or null when they are not valid. The same string when they are ASCII. */
function textOfUtf8(bytes: string): string | null {
  let first = 0
  while (first < bytes.length && bytes.charCodeAt(first) < 0x80) first++
  if (first === bytes.length) return bytes
  const pieces: string[] = [bytes.slice(0, first)]
  const units: number[] = []
  for (let i = first; i < bytes.length; ) {
    const lead = bytes.charCodeAt(i++)
    const more = lead < 0x80 ? 0 : lead < 0xc2 || lead > 0xf4 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
    if (more < 0 || i + more > bytes.length) return null
    let point = more === 0 ? lead : lead & (0x3f >> more)
    for (const end = i + more; i < end; i++) {
      const code = bytes.charCodeAt(i)
      if ((code & 0xc0) !== 0x80) return null
      point = (point << 6) | (code & 0x3f)
    }
    if (point < (more === 2 ? 0x800 : more === 3 ? 0x1_0000 : 0) || (point >= 0xd800 && point <= 0xdfff)) return null
    if (point > 0x10_ffff) return null
    if (point > 0xffff) units.push(0xd800 + ((point - 0x1_0000) >> 10), 0xdc00 + (point & 0x3ff))
    else units.push(point)
    if (units.length > 4096) pieces.push(String.fromCharCode(...units.splice(0)))
  }
  pieces.push(String.fromCharCode(...units))
  return pieces.join('')
}

/** A text that two values share exactly when they are equal: keys sorted, numbers by value. */
export function canonical(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isObject(value)) return JSON.stringify(value)
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`).join()}}`
}

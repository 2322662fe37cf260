import { type ArrayPlace, aligned, bytesOf, kindOf, type PlainArray } from './plain-array.js'

/** The length of the JSON text stands before it. */
export const textAt = 4

/**
 * Binary form of plain data: a JSON text that has null for each typed array and tells where they belong, then their
 * elements. JSON because every host reads it several times faster than it runs anything that has just been loaded. The same
 * data gives the same bytes: keys are written in the order they stand in. Throws on what is no plain data: that would be a
 * bug of ours.
 */
export function encodePlainData(data: unknown): Uint8Array {
  const arrays: [place: ArrayPlace, array: PlainArray][] = []
  const tree = withoutArrays(data, [], arrays)
  const places = arrays.map(([{ kind, length, path }]) => [kind, length, ...path])
  const text = new TextEncoder().encode(JSON.stringify({ arrays: places, data: tree }))
  let size = textAt + text.length
  for (const [, array] of arrays) size = aligned(size) + array.byteLength
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, textAt)
  let at = textAt + text.length
  for (const [, array] of arrays) {
    at = aligned(at)
    bytes.set(bytesOf(array), at)
    at += array.byteLength
  }
  return bytes
}

/** A copy of the data with null where a typed array stands; those go to `arrays`. */
function withoutArrays(data: unknown, path: ArrayPlace['path'], arrays: [ArrayPlace, PlainArray][]): unknown {
  if (data === null || typeof data === 'boolean' || typeof data === 'string') return data
  if (typeof data === 'number' && Number.isFinite(data)) return data
  if (Array.isArray(data)) return data.map((item, place) => withoutArrays(item ?? null, [...path, place], arrays))
  const kind = kindOf(data)
  if (kind !== null) {
    const array = data as PlainArray
    arrays.push([{ kind, length: array.length, path }, array])
    return null
  }
  if (typeof data !== 'object' || Object.getPrototypeOf(data) !== Object.prototype) {
    throw new TypeError(`${String(data)} is not plain data`)
  }
  const entries = Object.entries(data).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutArrays(value, [...path, key], arrays)]))
}

declare class TextEncoder {
  encode(text: string): Uint8Array
}

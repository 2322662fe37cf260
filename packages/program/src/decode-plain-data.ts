import { textAt } from './encode-plain-data.js'
import { type ArrayKind, type ArrayPlace, aligned, arrayFrom, arrayKinds, type PlainArray } from './plain-array.js'

type Holder = Record<string | number, unknown>

/** Reads plain data back. Throws with what is wrong on bytes that are not; never reads outside of them. */
export function decodePlainData(bytes: Uint8Array): unknown {
  if (bytes.length < textAt) throw new RangeError('the data ends too early')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const textEnd = textAt + view.getUint32(0, true)
  if (textEnd > bytes.length) throw new RangeError('the text goes beyond the end')
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(textAt, textEnd))
  const whole: unknown = JSON.parse(text)
  if (!isHolder(whole) || !Object.hasOwn(whole, 'data') || !Array.isArray(whole.arrays)) {
    throw new RangeError('there is no data in it')
  }
  let at = textEnd
  for (const written of whole.arrays as unknown[]) {
    const place = placeOf(written)
    const size = place.length * arrayKinds[place.kind].BYTES_PER_ELEMENT
    at = aligned(at)
    // asked before anything is made, so that a size that cannot be costs nothing
    if (size > bytes.length - at) throw new RangeError('an array goes beyond the end')
    put(whole, place.path, arrayFrom(place.kind, bytes.subarray(at, at + size)))
    at += size
  }
  if (at !== bytes.length) throw new RangeError(`${bytes.length - at} bytes are left over`)
  return whole.data
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
}

function placeOf(written: unknown): ArrayPlace {
  const [kind, length, ...path] = Array.isArray(written) ? (written as unknown[]) : []
  const isValid =
    typeof kind === 'string' &&
    Object.hasOwn(arrayKinds, kind) &&
    Number.isSafeInteger(length) &&
    (length as number) >= 0 &&
    path.every((key) => typeof key === 'string' || typeof key === 'number')
  if (!isValid) throw new RangeError('the place of an array is not valid')
  return { kind: kind as ArrayKind, length: length as number, path: path as (string | number)[] }
}

/** Puts an array where the data has null for it. Only own fields are looked at, so no key leads anywhere else. */
function put(whole: Holder, path: ArrayPlace['path'], array: PlainArray): void {
  let holder = whole
  let key: string | number = 'data'
  for (const next of path) {
    const inner: unknown = holder[key]
    if (!isHolder(inner) || !Object.hasOwn(inner, next)) throw new RangeError('an array belongs nowhere')
    holder = inner
    key = next
  }
  if (holder[key] !== null) throw new RangeError('an array belongs where something else is')
  holder[key] = array
}

declare class TextDecoder {
  constructor(label: string, options: { readonly fatal: boolean; readonly ignoreBOM: boolean })
  decode(bytes: Uint8Array): string
}

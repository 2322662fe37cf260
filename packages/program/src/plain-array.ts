/** The typed arrays that plain data may hold, by the name that a bundle has for them. */
export const arrayKinds = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array } as const

export type ArrayKind = keyof typeof arrayKinds
export type PlainArray = Uint8Array | Uint16Array | Uint32Array | Int32Array

/** Where a typed array belongs: its kind, how many elements it has, and the keys that lead to it. */
export interface ArrayPlace {
  readonly kind: ArrayKind
  readonly length: number
  readonly path: readonly (string | number)[]
}

/** The numbers of a bundle have their lowest byte first; most machines have that too. */
const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/** Where an array that would begin at an offset does begin. */
export function aligned(offset: number): number {
  return Math.ceil(offset / 4) * 4
}

export function kindOf(data: unknown): ArrayKind | null {
  for (const kind of Object.keys(arrayKinds) as ArrayKind[]) if (data instanceof arrayKinds[kind]) return kind
  return null
}

/** The elements as they stand in a bundle. */
export function bytesOf(array: PlainArray): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  return isLittleEndian ? bytes : swapped(bytes, array.BYTES_PER_ELEMENT)
}

/** An array of its own from the bytes of a bundle. */
export function arrayFrom(kind: ArrayKind, bytes: Uint8Array): PlainArray {
  const type = arrayKinds[kind]
  const own = isLittleEndian ? bytes.slice() : swapped(bytes, type.BYTES_PER_ELEMENT)
  return new type(own.buffer as ArrayBuffer, own.byteOffset, own.byteLength / type.BYTES_PER_ELEMENT)
}

/** A copy with the bytes of each element in the other order. */
function swapped(bytes: Uint8Array, width: number): Uint8Array {
  return bytes.map((_, at) => bytes[at - (at % width) + width - 1 - (at % width)]!)
}

/** A place in the raw request: request line, headers, empty line, body, with line ends of one byte. */
export type Origin = readonly [offset: number, length: number]

/** A name and a value of the request, with their places. */
export interface PlacedPair {
  readonly name: string
  readonly value: string
  readonly nameOrigin: Origin
  readonly origin: Origin
}

/** A file of the request, likewise. */
export interface PlacedFile {
  readonly name: string
  readonly filename: string
  readonly nameOrigin: Origin
  readonly filenameOrigin: Origin
  readonly origin: Origin
}

const none: readonly Origin[] = []

/** Parts of the request in their order. A log line asks for a hundred of thousands, so they are found by an index. */
export class PlacedItems<T> {
  readonly all: readonly T[]
  readonly #indexes = new Map<(item: T) => string, ReadonlyMap<string, readonly T[]>>()

  constructor(all: readonly T[]) {
    this.all = all
  }

  /** The place of the item with a key: of several the one that comes `occurrence`th, or the last; none when there is none. */
  origins<K extends string>(
    this: PlacedItems<T & { readonly [part in K]: Origin }>,
    keyOf: (item: T) => string,
    key: string,
    occurrence: number,
    part: K,
  ): readonly Origin[] {
    const fitting = this.#indexed(keyOf).get(key)
    if (fitting === undefined) return none
    return [fitting[Math.min(occurrence, fitting.length - 1)]![part]]
  }

  #indexed(keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
    const known = this.#indexes.get(keyOf)
    if (known !== undefined) return known
    const index = new Map<string, T[]>()
    for (const item of this.all) {
      const key = keyOf(item)
      const fitting = index.get(key)
      if (fitting === undefined) index.set(key, [item])
      else fitting.push(item)
    }
    this.#indexes.set(keyOf, index)
    return index
  }
}

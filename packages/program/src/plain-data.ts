/**
 * Binary form of plain data: JSON values and typed arrays. The same data gives the same bytes: object keys are written in
 * the order they stand in, equal strings are written once.
 */

const tag = {
  null: 0,
  false: 1,
  true: 2,
  int: 3,
  negative: 4,
  double: 5,
  latin: 6,
  wide: 7,
  seen: 8,
  list: 9,
  record: 10,
  bytes: 11,
  words: 12,
  shorts: 13,
  unsigned: 14,
} as const

/** Deepest nesting that is read back. */
const deepest = 64

const wholes = {
  [tag.words]: Int32Array,
  [tag.shorts]: Uint16Array,
  [tag.unsigned]: Uint32Array,
} as const

/** Writes plain data. Throws on what is not: that would be a bug of ours. */
export function encodePlainData(data: unknown): Uint8Array {
  const writer = new Writer()
  writer.value(data)
  return writer.finish()
}

/** Reads plain data back. Throws RangeError with what is wrong on bytes that are not; never reads outside of them. */
export function decodePlainData(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes)
  const data = reader.value(0)
  reader.end()
  return data
}

class Writer {
  #bytes = new Uint8Array(1 << 16)
  #length = 0
  readonly #strings = new Map<string, number>()

  value(data: unknown): void {
    if (data === null || data === undefined) return this.#byte(tag.null)
    if (typeof data === 'boolean') return this.#byte(data ? tag.true : tag.false)
    if (typeof data === 'number') return this.#number(data)
    if (typeof data === 'string') return this.#string(data)
    if (Array.isArray(data)) {
      this.#byte(tag.list)
      this.#count(data.length)
      for (const item of data) this.value(item)
      return
    }
    if (data instanceof Uint8Array) {
      this.#byte(tag.bytes)
      this.#count(data.length)
      return this.#raw(data)
    }
    if (data instanceof Int32Array) return this.#whole(tag.words, data)
    if (data instanceof Uint16Array) return this.#whole(tag.shorts, data)
    if (data instanceof Uint32Array) return this.#whole(tag.unsigned, data)
    if (typeof data !== 'object' || Object.getPrototypeOf(data) !== Object.prototype) {
      throw new TypeError(`a ${typeof data} is not plain data`)
    }
    const entries = Object.entries(data).filter(([, value]) => value !== undefined)
    this.#byte(tag.record)
    this.#count(entries.length)
    for (const [key, value] of entries) {
      this.#string(key)
      this.value(value)
    }
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #number(data: number): void {
    if (Number.isSafeInteger(data) && !Object.is(data, -0)) {
      this.#byte(data < 0 ? tag.negative : tag.int)
      return this.#count(Math.abs(data))
    }
    this.#byte(tag.double)
    const eight = new Uint8Array(8)
    new DataView(eight.buffer).setFloat64(0, data, true)
    this.#raw(eight)
  }

  #string(text: string): void {
    const known = this.#strings.get(text)
    if (known !== undefined) {
      this.#byte(tag.seen)
      return this.#count(known)
    }
    this.#strings.set(text, this.#strings.size)
    let isLatin = true
    for (let i = 0; i < text.length && isLatin; i++) isLatin = text.charCodeAt(i) < 256
    this.#byte(isLatin ? tag.latin : tag.wide)
    this.#count(text.length)
    this.#room(text.length * 2)
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      this.#bytes[this.#length++] = code & 255
      if (!isLatin) this.#bytes[this.#length++] = code >>> 8
    }
  }

  #whole(kind: keyof typeof wholes, data: Int32Array | Uint16Array | Uint32Array): void {
    this.#byte(kind)
    this.#count(data.length)
    const size = data.BYTES_PER_ELEMENT
    this.#room(data.length * size)
    const view = new DataView(this.#bytes.buffer)
    for (const item of data) {
      if (size === 2) view.setUint16(this.#length, item, true)
      else view.setInt32(this.#length, item | 0, true)
      this.#length += size
    }
  }

  #count(value: number): void {
    let left = value
    while (left > 127) {
      this.#byte((left % 128) | 128)
      left = Math.floor(left / 128)
    }
    this.#byte(left)
  }

  #byte(value: number): void {
    this.#room(1)
    this.#bytes[this.#length++] = value
  }

  #raw(data: Uint8Array): void {
    this.#room(data.length)
    this.#bytes.set(data, this.#length)
    this.#length += data.length
  }

  #room(needed: number): void {
    if (this.#length + needed <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + needed))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}

class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #strings: string[] = []
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  value(depth: number): unknown {
    if (depth > deepest) throw new RangeError('data is nested too deep')
    const kind = this.#byte()
    switch (kind) {
      case tag.null:
        return null
      case tag.false:
        return false
      case tag.true:
        return true
      case tag.int:
        return this.#count()
      case tag.negative:
        return -this.#count()
      case tag.double: {
        const at = this.#take(8)
        return this.#view.getFloat64(at, true)
      }
      case tag.latin:
      case tag.wide:
      case tag.seen:
        return this.#string(kind)
      case tag.list: {
        const length = this.#size(1)
        const list: unknown[] = []
        for (let i = 0; i < length; i++) list.push(this.value(depth + 1))
        return list
      }
      case tag.record:
        return this.#record(depth)
      case tag.bytes: {
        const length = this.#size(1)
        const at = this.#take(length)
        return this.#bytes.slice(at, at + length)
      }
      case tag.words:
      case tag.shorts:
      case tag.unsigned:
        return this.#whole(kind)
      default:
        throw new RangeError(`unknown tag ${kind} at ${this.#at - 1}`)
    }
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError(`${this.#bytes.length - this.#at} bytes are left over`)
  }

  /** Keys become own properties whatever their name, so a key such as `__proto__` changes nothing else. */
  #record(depth: number): object {
    const length = this.#size(2)
    const entries: [string, unknown][] = []
    for (let i = 0; i < length; i++) {
      const kind = this.#byte()
      if (kind !== tag.latin && kind !== tag.wide && kind !== tag.seen) throw new RangeError('a key is not a text')
      entries.push([this.#string(kind), this.value(depth + 1)])
    }
    return Object.fromEntries(entries)
  }

  #string(kind: number): string {
    if (kind === tag.seen) {
      const known = this.#strings[this.#count()]
      if (known === undefined) throw new RangeError('a text refers to none that was read')
      return known
    }
    const width = kind === tag.latin ? 1 : 2
    const length = this.#size(width)
    const at = this.#take(length * width)
    let text = ''
    for (let from = 0; from < length; from += 4096) {
      const codes: number[] = []
      for (let i = from; i < Math.min(length, from + 4096); i++) {
        codes.push(width === 1 ? this.#bytes[at + i]! : this.#view.getUint16(at + i * 2, true))
      }
      text += String.fromCharCode(...codes)
    }
    this.#strings.push(text)
    return text
  }

  #whole(kind: keyof typeof wholes): Int32Array | Uint16Array | Uint32Array {
    const size = wholes[kind].BYTES_PER_ELEMENT
    const length = this.#size(size)
    const at = this.#take(length * size)
    const data = new wholes[kind](length)
    for (let i = 0; i < length; i++) {
      data[i] = size === 2 ? this.#view.getUint16(at + i * 2, true) : this.#view.getInt32(at + i * 4, true)
    }
    return data
  }

  /** A count of things that take at least `least` bytes each: one that cannot fit is refused before anything is made. */
  #size(least: number): number {
    const size = this.#count()
    if (size * least > this.#bytes.length - this.#at) throw new RangeError('a size goes beyond the end')
    return size
  }

  #count(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte()
      value += (byte & 127) * scale
      if (!Number.isSafeInteger(value)) throw new RangeError('a number is too large')
      if (byte < 128) return value
    }
  }

  #byte(): number {
    return this.#bytes[this.#take(1)]!
  }

  #take(length: number): number {
    const at = this.#at
    if (length > this.#bytes.length - at) throw new RangeError('the data ends too early')
    this.#at += length
    return at
  }
}

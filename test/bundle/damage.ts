import { decodeBundle, encodeBundle } from 'secrule'

const headerLength = 16

/** Random numbers that are the same for the same seed (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 (inclusive) to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
}

/** The bundle with something in it changed, and a checksum that is right again. */
export function damaged(bundle: Uint8Array, random: Random): Uint8Array {
  return random.below(3) === 0 ? withBytesChanged(bundle, random) : withValueChanged(bundle, random)
}

/** Bytes of the data replaced, inserted, taken out or moved. */
function withBytesChanged(bundle: Uint8Array, random: Random): Uint8Array {
  let data = Array.from(bundle.subarray(headerLength))
  for (let change = 0; change <= random.below(3); change++) {
    const at = random.below(data.length)
    const size = 1 + random.below(8)
    switch (random.below(5)) {
      case 0:
        data[at] = (data[at]! ^ (1 << random.below(8))) & 255
        break
      case 1:
        for (let i = at; i < Math.min(data.length, at + size); i++) data[i] = random.below(256)
        break
      case 2:
        data.splice(at, size)
        break
      case 3:
        data.splice(at, 0, ...Array.from({ length: size }, () => random.below(256)))
        break
      default:
        data = [...data.slice(0, at), ...data.splice(random.below(data.length), size), ...data.slice(at)]
    }
    if (data.length === 0) break
  }
  return sealed(Uint8Array.from(data))
}

/** Data as a bundle: magic and version, length, checksum. */
function sealed(data: Uint8Array): Uint8Array {
  const bundle = new Uint8Array(headerLength + data.length)
  const view = new DataView(bundle.buffer)
  bundle.set([0x73, 0x72, 0x62, 0x8e])
  view.setUint32(4, version, true)
  view.setUint32(8, data.length, true)
  view.setUint32(12, checksum(data), true)
  bundle.set(data, headerLength)
  return bundle
}

const version = new DataView(encodeBundle({ settings: {} } as never).buffer).getUint32(4, true)

function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}

type Holder = Record<string, unknown> | unknown[]

/** One value of the Program is another one: what is well formed as data and wrong as a Program. */
function withValueChanged(bundle: Uint8Array, random: Random): Uint8Array {
  const program = decodeBundle(bundle) as unknown as Holder
  const { holder, key } = place(program, random)
  const slot = holder as Record<string, unknown>
  const value = slot[key]
  if (ArrayBuffer.isView(value) && random.below(4) > 0) changeElement(value as unknown as number[], random)
  else if (random.below(12) === 0) delete slot[key]
  else slot[key] = replacement(value, program, random)
  return encodeBundle(program as never)
}

/** Somewhere in the Program. */
function place(program: Holder, random: Random): { holder: Holder; key: string } {
  let holder = program
  for (;;) {
    const keys = Object.keys(holder)
    const key = random.of(keys)
    const value = (holder as Record<string, unknown>)[key]
    const isInner =
      typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && Object.keys(value).length > 0
    if (!isInner || random.below(12) === 0) return { holder, key }
    holder = value as Holder
  }
}

function changeElement(list: number[], random: Random): void {
  if (list.length === 0) return
  const at = random.below(list.length)
  list[at] = random.of([
    0,
    1,
    -1,
    list[at]! + 1,
    list[at]! - 1,
    random.below(list.length),
    255,
    2 ** 31 - 1,
    -(2 ** 31),
  ])
}

function replacement(value: unknown, program: Holder, random: Random): unknown {
  if (typeof value === 'number' && random.below(2) === 0) {
    return random.of([0, 1, -1, value + 1, value - 1, value * 2, 2 ** 31, -(2 ** 31), 2 ** 53 - 1, 0.5, 1e300])
  }
  if (typeof value === 'string' && random.below(2) === 0) return random.of(['', `${value}x`, value.slice(1), '(', '\0'])
  if (Array.isArray(value) && random.below(2) === 0)
    return random.of([[], [...value, ...value], value.slice(1), [null]])
  const elsewhere = place(program, random)
  return random.of([
    null,
    true,
    0,
    -1,
    '',
    'x',
    [],
    {},
    ['x'],
    new Uint8Array(3),
    new Int32Array(2),
    // a copy: a value that holds itself is no plain data
    structuredClone((elsewhere.holder as Record<string, unknown>)[elsewhere.key]),
  ])
}

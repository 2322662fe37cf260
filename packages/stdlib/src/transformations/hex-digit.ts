const values = new Int8Array(256).fill(-1)
for (let i = 0; i < 10; i++) values[0x30 + i] = i
for (let i = 0; i < 6; i++) {
  values[0x41 + i] = 10 + i
  values[0x61 + i] = 10 + i
}

/** The value of the hex digit at a place of a byte string, or -1. The place must be inside the string. */
export function hexDigitAt(value: string, at: number): number {
  return values[value.charCodeAt(at)]!
}

/** The byte that two hex digits at a place give, or -1 when they are no hex digits or not both inside the string. */
export function hexPairAt(value: string, at: number): number {
  if (at + 1 >= value.length) return -1
  const high = values[value.charCodeAt(at)]!
  if (high < 0) return -1
  const low = values[value.charCodeAt(at + 1)]!
  return low < 0 ? -1 : high * 16 + low
}

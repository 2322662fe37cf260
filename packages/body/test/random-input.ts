import { toBytes } from '@secrule/body'
import fc from 'fast-check'

export const proof = process.env.SECRULE_PROOF === '1'
export const numRuns = proof ? 20_000 : 1500
export const seed = 20250405
export const runs = { numRuns, seed }

const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code))
/** Any bytes, not many. */
export const byteString = fc.array(byte, { maxLength: 60 }).map((chars) => chars.join(''))

/** Lists of these pieces, with some bytes in between that are none. */
export const mixOf = (pieces: readonly string[]) =>
  fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: byteString }), {
    maxLength: 25,
  })

/** A body cut where the numbers say. */
export function cut(body: string, places: readonly number[]): Uint8Array[] {
  const bytes = toBytes(body)
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  return at.slice(1).map((to, i) => bytes.subarray(at[i], to))
}

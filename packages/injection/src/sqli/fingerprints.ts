import { fingerprintCount, fingerprintSymbols, packedFingerprints } from './packed-fingerprints.js'

const longestFingerprint = 5
const bitsPerSymbol = 5
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** Line ends, which only keep the packed text readable. */
const notDigit = 0xff
const bitsPerDigit = 5
/** Set in a digit that another one follows. */
const continued = 32

/** Code of a fingerprint symbol per token type (upper and lower case alike), 0 for a type that no fingerprint has. */
const symbolCodes = new Uint8Array(128)
for (let i = 0; i < fingerprintSymbols.length; i++) {
  symbolCodes[fingerprintSymbols.charCodeAt(i)] = i + 1
  symbolCodes[fingerprintSymbols.toLowerCase().charCodeAt(i)] = i + 1
}

let sortedKeys: Int32Array | undefined

/**
 * The number of a fingerprint with one more type at its end. It starts at 0; once a type that no known fingerprint has
 * was added it stays -1.
 */
export function extendFingerprintKey(key: number, type: number): number {
  const code = symbolCodes[type] ?? 0
  return key < 0 || code === 0 ? -1 : (key << bitsPerSymbol) | code
}

/**
 * Whether the fingerprint of this number (at most five types) is a pattern of injections. Unpacks the table at first
 * use.
 */
export function isAttackKey(key: number): boolean {
  if (key <= 0) return false
  sortedKeys ??= unpackKeys()
  let low = 0
  let high = sortedKeys.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = sortedKeys[middle]!
    if (found === key) return true
    if (found < key) low = middle + 1
    else high = middle - 1
  }
  return false
}

/**
 * Whether a fingerprint, in any case, is a pattern of injections. Short ones need a second look before they are a
 * verdict.
 */
export function isSqliFingerprint(fingerprint: string): boolean {
  if (fingerprint.length > longestFingerprint) return false
  let key = 0
  for (let i = 0; i < fingerprint.length; i++) key = extendFingerprintKey(key, fingerprint.charCodeAt(i))
  return isAttackKey(key)
}

function unpackKeys(): Int32Array {
  const values = new Uint8Array(128).fill(notDigit)
  for (let i = 0; i < digits.length; i++) values[digits.charCodeAt(i)] = i
  const keys = new Int32Array(fingerprintCount)
  let count = 0
  let key = 0
  let distance = 0
  let shift = 0
  for (let i = 0; i < packedFingerprints.length; i++) {
    const digit = values[packedFingerprints.charCodeAt(i)]!
    if (digit === notDigit) continue
    distance |= (digit & (continued - 1)) << shift
    shift += bitsPerDigit
    if (digit >= continued) continue
    key += distance
    keys[count++] = key
    distance = 0
    shift = 0
  }
  return keys
}

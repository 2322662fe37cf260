import { md5, sha1 } from '@noble/hashes/legacy'
import { textOf } from './output-buffer.js'

/** The raw digest of a byte string, as a byte string. */
export function digest(algorithm: 'md5' | 'sha1', value: string): string {
  const bytes = new Uint8Array(value.length)
  for (let i = 0; i < value.length; i++) bytes[i] = value.charCodeAt(i)
  const result = algorithm === 'md5' ? md5(bytes) : sha1(bytes)
  return textOf(result, result.length)
}

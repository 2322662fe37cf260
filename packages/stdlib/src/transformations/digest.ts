import { md5, sha1 } from '@noble/hashes/legacy'
import { latin, toBytes } from '@secrule/body'

/** The raw digest of a byte string, as a byte string. */
export function digest(algorithm: 'md5' | 'sha1', value: string): string {
  return latin(algorithm === 'md5' ? md5(toBytes(value)) : sha1(toBytes(value)))
}

import { crc32 } from 'node:zlib'
import type { KeptRecord } from '../record-table.js'

/** What a collection file begins with; the number is that of the format. */
export const fileHeader = Buffer.from('secrule collections 1\n', 'latin1')

/** One entry of a collection file: what a record has become, or that it is gone. */
export type LogEntry =
  | ({ readonly kind: 'record' } & Omit<KeptRecord, 'size'>)
  | { readonly kind: 'gone'; readonly collection: string; readonly key: string }

/** Length and checksum in front of every entry; the checksum covers the length too. */
const headSize = 8
const kinds = { gone: 0, record: 1 } as const

/** An entry as bytes: length, checksum, kind, moment of expiry, and byte strings each behind its length. */
export function encodeEntry(entry: LogEntry): Buffer {
  const values = entry.kind === 'record' ? [...entry.values].flat() : []
  const texts = [entry.collection, entry.key, ...values]
  const size = texts.reduce((sum, text) => sum + 4 + text.length, headSize + 9)
  const bytes = Buffer.allocUnsafe(size)
  let at = bytes.writeUInt8(kinds[entry.kind], headSize)
  at = bytes.writeDoubleLE(entry.kind === 'record' ? entry.expiresAt : 0, at)
  for (const text of texts) {
    at = bytes.writeUInt32LE(text.length, at)
    at += bytes.write(text, at, 'latin1')
  }
  bytes.writeUInt32LE(size - headSize, 0)
  bytes.writeUInt32LE(checksum(bytes.subarray(headSize)), 4)
  return bytes
}

/** The entry that begins at `at` and where the next one does; null when it is cut off, altered, or none. */
export function decodeEntry(bytes: Buffer, at: number): { readonly entry: LogEntry; readonly next: number } | null {
  if (at + headSize > bytes.length) return null
  const next = at + headSize + bytes.readUInt32LE(at)
  if (next > bytes.length) return null
  const body = bytes.subarray(at + headSize, next)
  if (checksum(body) !== bytes.readUInt32LE(at + 4)) return null
  const texts = textsOf(body)
  const [collection, key, ...values] = texts ?? []
  if (collection === undefined || key === undefined || values.length % 2 !== 0) return null
  if (body[0] === kinds.gone) return { entry: { kind: 'gone', collection, key }, next }
  if (body[0] !== kinds.record) return null
  const pairs = new Map<string, string>()
  for (let i = 0; i < values.length; i += 2) pairs.set(values[i]!, values[i + 1]!)
  return { entry: { kind: 'record', collection, key, values: pairs, expiresAt: body.readDoubleLE(1) }, next }
}

function textsOf(body: Buffer): readonly string[] | null {
  const texts: string[] = []
  for (let at = 9; at < body.length; ) {
    if (at + 4 > body.length) return null
    const end = at + 4 + body.readUInt32LE(at)
    if (end > body.length) return null
    texts.push(body.toString('latin1', at + 4, end))
    at = end
  }
  return texts
}

function checksum(body: Uint8Array): number {
  return crc32(body, body.length)
}

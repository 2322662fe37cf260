import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import type { Inflate } from '@secrule/program'

type Outcome = { readonly data: Uint8Array; readonly truncated: boolean } | null

/** Decompresses gzip, deflate (with or without zlib's header) and br; stops at the limit, however much would follow. */
export const nodeInflate: Inflate = (encoding, data, limit) => {
  const stream = decompressor(encoding.trim().toLowerCase(), data)
  if (stream === null) return null
  return new Promise<Outcome>((resolve) => {
    const chunks: Uint8Array[] = []
    let length = 0
    const finish = (truncated: boolean): void => {
      stream.destroy()
      const whole = new Uint8Array(Math.min(length, limit))
      let at = 0
      for (const chunk of chunks) {
        whole.set(chunk.subarray(0, whole.length - at), at)
        at += chunk.length
        if (at >= whole.length) break
      }
      resolve({ data: whole, truncated })
    }
    stream.on('data', (chunk: Uint8Array) => {
      chunks.push(chunk)
      length += chunk.length
      if (length > limit) finish(true)
    })
    stream.on('end', () => finish(false))
    stream.on('error', () => resolve(null))
    stream.end(data)
  })
}

function decompressor(encoding: string, data: Uint8Array): Transform | null {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return hasZlibHeader(data) ? createInflate() : createInflateRaw()
    case 'br':
      return createBrotliDecompress()
    default:
      return null
  }
}

function hasZlibHeader(data: Uint8Array): boolean {
  return data.length >= 2 && (data[0]! & 15) === 8 && ((data[0]! << 8) | data[1]!) % 31 === 0
}

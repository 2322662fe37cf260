import type { IncomingMessage } from 'node:http'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { valuesOf } from '@secrule/host'

/**
 * The body of a response without its content encoding; null when it has none, or one we cannot undo. The result is paced
 * by its reader, so a small response that would grow without end grows no faster than it is looked at. `idle` bounds the
 * wait for the first byte, which tells the two kinds of `deflate` apart.
 */
export async function decodedBody(message: IncomingMessage, idle: number): Promise<Readable | null> {
  const codings = valuesOf(message.rawHeaders, 'content-encoding')
    .flatMap((value) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length !== 1) return null
  const coding = codings[0]
  if (coding === 'gzip' || coding === 'x-gzip') return through(message, createGunzip())
  if (coding === 'br') return through(message, createBrotliDecompress())
  if (coding === 'deflate')
    return through(message, (await hasZlibHeader(message, idle)) ? createInflate() : createInflateRaw())
  return null
}

function through(message: IncomingMessage, transform: Transform): Readable {
  // Errors reach the reader as the transform's own; the callback only keeps them from being unhandled.
  pipeline(message, transform, () => {})
  return transform
}

/** `deflate` should be zlib's format, and is sent without its header by some. */
function hasZlibHeader(message: IncomingMessage, idle: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = idle > 0 ? setTimeout(() => message.destroy(), idle) : undefined
    const look = () => {
      const chunk = message.read() as Uint8Array | null
      if (chunk === null && !message.readableEnded && !message.destroyed) return
      clearTimeout(timer)
      for (const event of ['readable', 'end', 'close']) message.off(event, look)
      if (chunk !== null) message.unshift(chunk)
      resolve(chunk === null || ((chunk[0] ?? 0) & 15) === 8)
    }
    for (const event of ['readable', 'end', 'close']) message.on(event, look)
    look()
  })
}

import type { Inflate, InflateEnd } from '@secrule/program'
import { GzipFrame } from './gzip-frame.js'
import { ZlibFrame } from './zlib-frame.js'

interface Decompression {
  readonly writable: {
    getWriter(): { write(chunk: Uint8Array): Promise<void>; close(): Promise<void>; abort(): Promise<void> }
  }
  readonly readable: {
    getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array }>; cancel(): Promise<void> }
  }
}

const platform = globalThis as { readonly DecompressionStream?: new (format: string) => Decompression }

/**
 * Undoes gzip and deflate with what the platform has, where it has that: browsers, edge functions. It knows no br, calls
 * data that is cut off broken, and deflate without zlib's header too: some platforms take whatever stands behind its end.
 */
export const webInflate: Inflate = (coding, data, take) => {
  if (platform.DecompressionStream === undefined || (coding !== 'gzip' && coding !== 'deflate')) return null
  return run(platform.DecompressionStream, coding, data, take)
}

async function run(
  Stream: new (format: string) => Decompression,
  coding: 'gzip' | 'deflate',
  data: AsyncIterable<Uint8Array>,
  take: (chunk: Uint8Array) => boolean,
): Promise<InflateEnd> {
  const source = data[Symbol.asyncIterator]()
  const start = await firstBytes(source)
  if (start.length < 2) return 'cut'
  if (coding === 'deflate' && ((start[0]! & 15) !== 8 || ((start[0]! << 8) | start[1]!) % 31 !== 0)) return 'broken'
  const frame = coding === 'gzip' ? new GzipFrame() : new ZlibFrame()
  const stream = new Stream(coding)
  const reader = stream.readable.getReader()
  // A failure shows on the reading side as well, which is where it is looked at.
  const feeding = feed(stream.writable.getWriter(), start, source, frame).catch(() => {})
  let given = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      given += value!.length
      if (frame instanceof ZlibFrame) frame.count(value!)
      if (take(value!)) continue
      await reader.cancel()
      return 'stopped'
    }
    await feeding
  } catch {
    return 'broken'
  }
  return frame.hasSurplus(given) ? 'surplus' : 'complete'
}

/** The first two bytes decide what kind of deflate it is, and may come one by one. */
async function firstBytes(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let start: Uint8Array = new Uint8Array(0)
  while (start.length < 2) {
    const { done, value } = await source.next()
    if (done) break
    const longer = new Uint8Array(start.length + value.length)
    longer.set(start)
    longer.set(value, start.length)
    start = longer
  }
  return start
}

async function feed(
  writer: ReturnType<Decompression['writable']['getWriter']>,
  start: Uint8Array,
  source: AsyncIterator<Uint8Array>,
  frame: GzipFrame | ZlibFrame,
): Promise<void> {
  for (let chunk = start; ; ) {
    frame.look(chunk)
    await writer.write(chunk)
    const next = await source.next()
    if (next.done) break
    chunk = next.value
  }
  await writer.close()
}

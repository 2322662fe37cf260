import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import type { Inflate, InflateEnd } from '@secrule/program'
import { GzipFrame } from '../gzip-frame.js'

const decoders = new Map<string, (first: Uint8Array) => Transform>([
  ['gzip', () => createGunzip()],
  ['deflate', (first) => (hasZlibHeader(first) ? createInflate() : createInflateRaw())],
  ['br', () => createBrotliDecompress()],
])

/** Undoes gzip, deflate (with or without zlib's header) and br with Node's zlib. */
export const nodeInflate: Inflate = (coding, data, take) => {
  const open = decoders.get(coding)
  return open === undefined ? null : run(open, data, coding === 'gzip' ? new GzipFrame() : null, take)
}

async function run(
  open: (first: Uint8Array) => Transform,
  data: AsyncIterable<Uint8Array>,
  frame: GzipFrame | null,
  take: (chunk: Uint8Array) => boolean,
): Promise<InflateEnd> {
  let decoding: Decoding | null = null
  let first: Uint8Array = new Uint8Array(0)
  for await (const chunk of data) {
    if (chunk.length === 0) continue
    frame?.look(chunk)
    if (decoding !== null) {
      if (!(await decoding.write(chunk))) break
      continue
    }
    first = first.length === 0 ? chunk : Buffer.concat([first, chunk])
    if (first.length < 2) continue
    decoding = new Decoding(open(first), take)
    if (!(await decoding.write(first))) break
  }
  if (decoding === null) return 'cut'
  const end = await decoding.finish()
  return end === 'complete' && frame?.hasSurplus(decoding.given) === true ? 'surplus' : end
}

/** One decoder at work. Its events come at any time, so what they said is kept until somebody asks. */
class Decoding {
  /** Bytes that came out. */
  given = 0
  #written = 0
  #end: InflateEnd | null = null
  #wake: (() => void) | null = null
  readonly #stream: Transform & { readonly bytesWritten?: number }

  constructor(stream: Transform, take: (chunk: Uint8Array) => boolean) {
    this.#stream = stream
    stream.on('data', (chunk: Uint8Array) => {
      this.given += chunk.length
      if (this.#end === null && !take(chunk)) this.#settle('stopped')
    })
    stream.on('end', () => this.#settle(this.#used < this.#written ? 'surplus' : 'complete'))
    stream.on('error', (error: NodeJS.ErrnoException) => this.#settle(error.code === 'Z_BUF_ERROR' ? 'cut' : 'broken'))
  }

  /** False when nothing more is to be written: it ended, whether or not all of this was used. */
  async write(chunk: Uint8Array): Promise<boolean> {
    this.#written += chunk.length
    await this.#until((done) => this.#stream.write(chunk, done))
    return this.#end === null
  }

  async finish(): Promise<InflateEnd> {
    if (this.#end === null) await this.#until(() => this.#stream.end())
    return this.#end ?? 'broken'
  }

  get #used(): number {
    return this.#stream.bytesWritten ?? this.#written
  }

  /** Until the step is done or decoding ended; a step behind the end is never done. */
  #until(step: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      if (this.#end === null) step(resolve)
      else resolve()
    })
  }

  #settle(end: InflateEnd): void {
    if (this.#end === null) {
      this.#end = end
      this.#stream.destroy()
    }
    this.#wake?.()
  }
}

function hasZlibHeader(data: Uint8Array): boolean {
  return (data[0]! & 15) === 8 && ((data[0]! << 8) | data[1]!) % 31 === 0
}

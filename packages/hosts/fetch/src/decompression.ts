/** Undoes the encoding of a body. */
export type Decompression = (body: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array>

/** Modules of Node behind a door that needs no import; other platforms have them too. */
interface NodeModules {
  getBuiltinModule?(name: 'node:zlib'): { createBrotliDecompress(): unknown }
  getBuiltinModule?(name: 'node:stream'): { Duplex: { toWeb(stream: unknown): unknown } }
}

/**
 * What undoes the encoding that a response says it has; null where there is none, or none that the platform can undo. Some
 * platforms encode on the way out and show a body as it was before, whatever its headers say: so the first bytes decide. br
 * has none to know it by: one that cannot be undone has to be taken as it is.
 */
export function decompressionOf(encoding: string | null, start: Uint8Array): Decompression | null {
  const coding = encoding?.trim().toLowerCase()
  const [a = 0, b = 0] = start
  if (coding === 'gzip' || coding === 'x-gzip') {
    return a === 0x1f && (start.length < 2 || b === 0x8b) ? platformDecompression('gzip') : null
  }
  if (coding === 'deflate') return (a & 15) === 8 && (a * 256 + b) % 31 === 0 ? platformDecompression('deflate') : null
  return coding === 'br' ? (platformDecompression('brotli') ?? nodeBrotli()) : null
}

function platformDecompression(format: 'gzip' | 'deflate' | 'brotli'): Decompression | null {
  if (typeof DecompressionStream === 'undefined') return null
  try {
    // `brotli` is newer than the types
    const stream = new DecompressionStream(format as CompressionFormat)
    return (body) => body.pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array>)
  } catch {
    return null
  }
}

/** Node and workerd have br in `node:zlib`, and not in the DecompressionStream of every version. */
function nodeBrotli(): Decompression | null {
  const { process } = globalThis as { process?: NodeModules & { versions?: { node?: string } } }
  const zlib = process?.getBuiltinModule?.('node:zlib')
  const stream = process?.getBuiltinModule?.('node:stream')
  if (zlib === undefined || stream === undefined) return null
  return (body) =>
    body.pipeThrough(stream.Duplex.toWeb(zlib.createBrotliDecompress()) as ReadableWritablePair<Uint8Array, Uint8Array>)
}

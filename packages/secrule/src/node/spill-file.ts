import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SpillFile } from '@secrule/vm'

const pieceSize = 65_536

/** Opens a file for a body that is too large for memory; null when there is no place for one. */
export function openSpillFile(folder: string | null): SpillFile | null {
  const path = join(folder ?? tmpdir(), `secrule-body-${randomBytes(12).toString('base64url')}`)
  try {
    return new NodeSpillFile(path)
  } catch {
    return null
  }
}

/** The file has no name once it is open, so that it goes away with the process whatever happens. */
class NodeSpillFile implements SpillFile {
  #descriptor: number
  #length = 0
  /** What the disk did not take. */
  readonly #rest: Uint8Array[] = []

  constructor(path: string) {
    this.#descriptor = openSync(path, 'wx+', 0o600)
    unlinkSync(path)
  }

  write(chunk: Uint8Array): void {
    let written = 0
    try {
      if (this.#rest.length === 0) {
        while (written < chunk.length) {
          const size = writeSync(this.#descriptor, chunk, written, chunk.length - written, this.#length)
          written += size
          this.#length += size
        }
      }
    } catch {
      // a full disk: the body is kept in memory from here on, as it is where there is no disk
    }
    if (written < chunk.length) this.#rest.push(chunk.slice(written))
  }

  async *read(): AsyncIterable<Uint8Array> {
    yield* this.pieces()
  }

  *pieces(): Iterable<Uint8Array> {
    for (let at = 0; at < this.#length; ) {
      const piece = this.#piece(at, pieceSize)
      at += piece.length
      yield piece
    }
    yield* this.#rest
  }

  remove(): void {
    if (this.#descriptor < 0) return
    closeSync(this.#descriptor)
    this.#descriptor = -1
    this.#length = 0
    this.#rest.length = 0
  }

  /** Bytes that were written must be there: a file that cannot be read back is an error of the engine. */
  #piece(at: number, most: number): Uint8Array {
    const piece = new Uint8Array(Math.min(most, this.#length - at))
    const size = readSync(this.#descriptor, piece, 0, piece.length, at)
    if (size === 0) throw new Error('a spilled body is cut short')
    return piece.subarray(0, size)
  }
}

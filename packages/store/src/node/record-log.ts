import {
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncate,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  write,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { decodeEntry, fileHeader, type LogEntry } from './log-entry.js'

const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
/** A larger file was not written by us, who keep it far below. */
const largestFile = 1_073_741_824
const writeAt = promisify(write)
const truncate = promisify(ftruncate)
const sync = promisify(fdatasync)

/**
 * The file that collections are kept in: a header, then entries of which the last one for a record holds. Each write goes
 * behind the last whole entry, so what an interrupted one left there is overwritten.
 */
export class RecordLog {
  #path: string
  readonly #file: number
  #size: number

  private constructor(path: string, file: number, size: number) {
    this.#path = path
    this.#file = file
    this.#size = size
  }

  /**
   * Opens or makes the file and hands over its entries in order. `dropped` are the bytes at its end that were no whole
   * entries, and are gone. Throws when the file cannot be used, or is none of ours.
   */
  static open(path: string, take: (entry: LogEntry) => void): { readonly log: RecordLog; readonly dropped: number } {
    const file = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600)
    try {
      const { size, dropped } = readEntries(path, file, take)
      return { log: new RecordLog(path, file, size), dropped }
    } catch (error) {
      closeSync(file)
      throw error
    }
  }

  /** A new file in place of one that may be left from an interrupted try. */
  static create(path: string): RecordLog {
    rmSync(path, { force: true })
    const file = openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
    try {
      writeSync(file, fileHeader, 0, fileHeader.length, 0)
    } catch (error) {
      closeSync(file)
      rmSync(path, { force: true })
      throw error
    }
    return new RecordLog(path, file, fileHeader.length)
  }

  /** Bytes of the header and of whole entries. */
  get size(): number {
    return this.#size
  }

  /** Appends whole entries. When it rejects, none of them counts. */
  async append(bytes: Uint8Array): Promise<void> {
    let written = 0
    try {
      while (written < bytes.length) {
        const { bytesWritten } = await writeAt(this.#file, bytes, written, bytes.length - written, this.#size + written)
        written += bytesWritten
      }
    } catch (error) {
      // A piece that stays is overwritten by the next write, and is no whole entry for a reader.
      await truncate(this.#file, this.#size).catch(() => {})
      throw error
    }
    this.#size += bytes.length
  }

  /** What was written survives a crash of the machine from here. */
  sync(): Promise<void> {
    return sync(this.#file)
  }

  /** Takes the place of another file, in one step. */
  async replace(path: string): Promise<void> {
    await this.sync()
    renameSync(this.#path, path)
    this.#path = path
    syncFolder(dirname(path))
  }

  close(): void {
    closeSync(this.#file)
  }

  discard(): void {
    this.close()
    rmSync(this.#path, { force: true })
  }
}

function readEntries(
  path: string,
  file: number,
  take: (entry: LogEntry) => void,
): { readonly size: number; readonly dropped: number } {
  const stats = fstatSync(file)
  if (!stats.isFile()) throw new Error(`${path} is not a file`)
  const uid = process.getuid?.() ?? stats.uid
  if (stats.uid !== uid) throw new Error(`${path} belongs to another user`)
  if (stats.size > largestFile) throw new Error(`${path} is too large for a file of collections`)
  const bytes = Buffer.alloc(stats.size)
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, bytes.length - at, at)
    if (read === 0) break
    at += read
  }
  const head = bytes.subarray(0, fileHeader.length)
  if (!fileHeader.subarray(0, head.length).equals(head)) {
    throw new Error(`${path} is not a file of collections that this version can read`)
  }
  if (head.length < fileHeader.length) {
    writeSync(file, fileHeader, 0, fileHeader.length, 0)
    return { size: fileHeader.length, dropped: 0 }
  }
  let size = fileHeader.length
  for (let next = decodeEntry(bytes, size); next !== null; next = decodeEntry(bytes, size)) {
    take(next.entry)
    size = next.next
  }
  const dropped = bytes.length - size
  if (dropped > 0) ftruncateSync(file, size)
  return { size, dropped }
}

function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, constants.O_RDONLY)
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch {
    // Not every file system can. The old file may then be back after a crash of the machine; it is a whole one.
  }
}

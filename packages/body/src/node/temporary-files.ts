import { randomBytes } from 'node:crypto'
import { closeSync, fchmodSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileHandle, FileStore } from '../multipart/file-store.js'

const bufferSize = 65536

/** Where and how uploaded files are saved. */
export interface TemporaryFilesOptions {
  /** SecUploadDir or SecTmpDir; the system's folder for temporary files by default. */
  directory?: string
  /** SecUploadFileMode; 0600 by default. */
  mode?: number
  /** Part of the file names: the id of the transaction. Other characters than letters, digits, `-` and `_` become `_`. */
  id?: string
  /** For tests and logs: told what went wrong. Nothing is thrown. */
  onError?: (problem: Error) => void
}

/**
 * Saves the uploaded files of one request and deletes them afterwards. Names cannot be guessed and a file is never
 * followed or overwritten. A file that cannot be created or written completely has no name, so that no rule inspects half
 * of it unknowingly, and is deleted at once.
 */
export class TemporaryFiles implements FileStore {
  readonly #options: TemporaryFilesOptions
  readonly #files: TemporaryFile[] = []

  constructor(options: TemporaryFilesOptions = {}) {
    this.#options = options
  }

  create(): FileHandle {
    const id = (this.#options.id ?? 'upload').replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64)
    const name = `${stamp(new Date())}-${id}-file-${randomBytes(9).toString('base64url')}`
    const file = new TemporaryFile(join(this.#options.directory ?? tmpdir(), name), this.#options)
    this.#files.push(file)
    return file
  }

  /** Closes all files and deletes them, unless they are to be kept (SecUploadKeepFiles). Returns the paths that stay. */
  dispose(keep: boolean): string[] {
    const kept: string[] = []
    for (const file of this.#files) {
      file.close()
      if (file.name === '') continue
      if (keep) kept.push(file.name)
      else file.remove()
    }
    this.#files.length = 0
    return kept
  }
}

class TemporaryFile implements FileHandle {
  name = ''
  readonly #onError: ((problem: Error) => void) | undefined
  readonly #buffer = Buffer.allocUnsafe(bufferSize)
  #held = 0
  #descriptor = -1

  constructor(path: string, options: TemporaryFilesOptions) {
    this.#onError = options.onError
    const mode = options.mode ?? 0o600
    this.#attempt(() => {
      this.#descriptor = openSync(path, 'wx', mode)
      this.name = path
      // The mode of open is cut by the process's umask; the directive's is meant exactly.
      fchmodSync(this.#descriptor, mode)
    })
  }

  write(chunk: Uint8Array): void {
    if (this.#descriptor < 0) return
    this.#attempt(() => {
      for (let at = 0; at < chunk.length; ) {
        const size = Math.min(bufferSize - this.#held, chunk.length - at)
        this.#buffer.set(chunk.subarray(at, at + size), this.#held)
        this.#held += size
        at += size
        if (this.#held === bufferSize) this.#flush()
      }
    })
  }

  close(): void {
    if (this.#descriptor < 0) return
    this.#attempt(() => {
      this.#flush()
      closeSync(this.#descriptor)
      this.#descriptor = -1
    })
  }

  read(): Uint8Array {
    let content: Uint8Array = new Uint8Array(0)
    if (this.name !== '') {
      this.#attempt(() => {
        content = readFileSync(this.name)
      })
    }
    return content
  }

  remove(): void {
    const path = this.name
    this.name = ''
    try {
      unlinkSync(path)
    } catch (problem) {
      this.#onError?.(problem as Error)
    }
  }

  #flush(): void {
    for (let at = 0; at < this.#held; ) at += writeSync(this.#descriptor, this.#buffer, at, this.#held - at)
    this.#held = 0
  }

  #attempt(work: () => void): void {
    try {
      work()
    } catch (problem) {
      this.#onError?.(problem as Error)
      const descriptor = this.#descriptor
      this.#descriptor = -1
      if (descriptor >= 0) {
        try {
          closeSync(descriptor)
        } catch (second) {
          this.#onError?.(second as Error)
        }
      }
      if (this.name !== '') this.remove()
    }
  }
}

function stamp(now: Date): string {
  const digits = now.toISOString().replace(/\D/g, '')
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}`
}

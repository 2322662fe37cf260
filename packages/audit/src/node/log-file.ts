import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, type Stats, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { type LossCounter, reasonOf } from './loss-counter.js'
import { makeFolder } from './make-folder.js'
import type { RecordWriter } from './record-writer.js'

/** Modes of what a log file makes: itself, and folders above it that are not there (any more). */
export interface LogFileModes {
  readonly file: number
  readonly folder: number
}

/** A named pipe without a reader must not hold the process up: it is an error, and a loss. */
const appending = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK

/**
 * A file that grows by whole records, each appended with one system call, so that several processes may share it and
 * copytruncate works. A file that was removed is made anew, its folder too, and the record that went into the removed one is
 * written again. A record for which the disk has no room is taken back as a whole and counted.
 */
export class LogFile implements RecordWriter {
  readonly #path: string
  readonly #modes: LogFileModes
  readonly #losses: LossCounter
  #file: number | null = null
  #isFailing = false

  constructor(path: string, modes: LogFileModes, losses: LossCounter) {
    this.#path = path
    this.#modes = modes
    this.#losses = losses
  }

  /** Opens the file now rather than with the first record. Throws when that cannot be. */
  open(): void {
    this.#file ??= this.#opened()
  }

  write(text: string): boolean {
    const bytes = Buffer.from(text, 'latin1')
    try {
      this.#append(bytes)
      // The record may have gone into a file that is no longer there.
      if (this.#isRemoved()) {
        this.reopen()
        this.#append(bytes)
      }
    } catch (error) {
      this.#isFailing = true
      this.#losses.add(1, reasonOf(error))
      // It is opened anew with the next record: what is wrong may be the file itself.
      this.#close()
      return false
    }
    if (this.#isFailing) {
      this.#isFailing = false
      this.#losses.settle('writing works again')
    }
    return true
  }

  reopen(): void {
    this.#close()
  }

  close(): void {
    this.#close()
    this.#losses.settle('closing')
  }

  #append(bytes: Uint8Array): void {
    this.open()
    const file = this.#file!
    let written = 0
    try {
      while (written < bytes.length) written += writeSync(file, bytes, written)
    } catch (error) {
      if (written > 0) this.#takeBack(file, written)
      throw error
    }
  }

  /** Removes the piece of a record that was written before the disk was full. */
  #takeBack(file: number, written: number): void {
    try {
      const { size } = fstatSync(file)
      ftruncateSync(file, size - written)
    } catch (error) {
      this.#losses.warn(`a record is cut off: ${reasonOf(error)}`)
    }
  }

  #isRemoved(): boolean {
    const found: Stats = fstatSync(this.#file!)
    return found.isFile() && found.nlink === 0
  }

  #opened(): number {
    const made = this.#made()
    return made ?? openSync(this.#path, appending)
  }

  /** A new file with exactly the mode asked for, whatever the umask; null when there is one already. */
  #made(): number | null {
    const make = (): number => openSync(this.#path, appending | constants.O_CREAT | constants.O_EXCL, this.#modes.file)
    let file: number
    try {
      file = make()
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === 'EEXIST') return null
      if (code !== 'ENOENT') throw error
      makeFolder(dirname(this.#path), this.#modes.folder)
      file = make()
    }
    fchmodSync(file, this.#modes.file)
    return file
  }

  #close(): void {
    if (this.#file === null) return
    try {
      closeSync(this.#file)
    } catch (error) {
      this.#losses.warn(reasonOf(error))
    }
    this.#file = null
  }
}

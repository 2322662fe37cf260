import { accessSync, constants, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { MaybePromise, Store, StoreChange, StoreRecord } from '@secrule/program'
import { RecordTable, recordId, type StoreLimits } from '../record-table.js'
import { DirectoryLock } from './directory-lock.js'
import type { LogEntry } from './log-entry.js'
import { LogWriter } from './log-writer.js'
import { RecordLog } from './record-log.js'

/** How a file store is opened. */
export interface FileStoreOptions {
  /** Epoch seconds. */
  readonly now?: () => number
  readonly limits?: Partial<StoreLimits>
  /** Gets told of what was lost and what cannot be written. Standard error of the process by default. */
  readonly report?: (message: string) => void
}

const fileName = 'secrule-collections.log'
const lockName = 'secrule-collections.lock'

/**
 * Persistent collections in a folder. All records are in memory and every change goes to a file behind it, so a restart or
 * a crash finds them again: `update` resolves when its change is written. When the disk fails, the records live on in
 * memory, that is reported, and writing is tried again. One process owns a folder: opening throws when another one does.
 */
export class FileStore implements Store {
  readonly folder: string
  readonly #table: RecordTable
  readonly #writer: LogWriter
  readonly #lock: DirectoryLock
  readonly #report: (message: string) => void
  #toldOfLosses = 1
  #isClosed = false

  /** Opens the folder, which must exist. Throws an Error that says why it cannot be used. */
  constructor(folder: string, options: FileStoreOptions = {}) {
    const now = options.now ?? (() => Date.now() / 1000)
    const report = options.report ?? ((message) => process.stderr.write(`${message}\n`))
    this.folder = resolve(folder)
    this.#report = (message) => report(`collections in ${this.folder}: ${message}`)
    let writer: LogWriter | null = null
    // Reading the file may evict too, where it was written under wider limits: then the next rewrite leaves those out.
    this.#table = new RecordTable(now, options.limits, (id) => writer?.add(id))
    checkFolder(this.folder)
    this.#lock = DirectoryLock.take(join(this.folder, lockName), () => {
      this.#writer.stop()
      this.#report('another process took the folder over; what is stored from now on stays in memory')
    })
    try {
      writer = this.#open(now())
      this.#writer = writer
    } catch (error) {
      this.#lock.release()
      throw error
    }
  }

  /** Changes that were made in memory and did not get to the disk when they should have. Later ones may have made up for them. */
  get unwritten(): number {
    return this.#writer.unwritten
  }

  /** Records that had to go before their time, for others to have room. */
  get evicted(): number {
    return this.#table.evicted
  }

  load(collection: string, key: string): StoreRecord | null {
    this.#check()
    return this.#table.load(collection, key)
  }

  update(collection: string, key: string, changes: readonly StoreChange[], expiresAt: number): MaybePromise<void> {
    this.#check()
    const id = this.#table.update(collection, key, changes, expiresAt)
    this.#tellLosses()
    return this.#writer.written(id)
  }

  remove(collection: string, key: string): MaybePromise<void> {
    this.#check()
    const id = recordId(collection, key)
    this.#table.remove(id)
    return this.#writer.written(id)
  }

  /** Writes what is not written yet and gives the folder free. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    try {
      await this.#writer.close()
    } finally {
      this.#lock.release()
    }
  }

  #open(now: number): LogWriter {
    const path = join(this.folder, fileName)
    const take = (entry: LogEntry): void => {
      const id = recordId(entry.collection, entry.key)
      if (entry.kind === 'record' && entry.expiresAt > now) this.#table.put(id, { ...entry, size: 0 })
      else this.#table.remove(id)
    }
    const { log, dropped } = RecordLog.open(path, take)
    if (dropped > 0) {
      this.#report(`the last ${dropped} bytes of ${path} were cut off or altered and are dropped`)
    }
    return new LogWriter(log, path, this.#table, this.#report)
  }

  #tellLosses(): void {
    const lost = this.#table.evicted + this.#table.refused
    if (lost < this.#toldOfLosses) return
    while (this.#toldOfLosses <= lost) this.#toldOfLosses *= 10
    const { evicted, refused } = this.#table
    this.#report(`there is no more room: ${evicted} records went before their time, ${refused} changes were not stored`)
  }

  #check(): void {
    if (this.#isClosed) throw new Error(`the store of ${this.folder} is closed`)
  }
}

function checkFolder(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats === undefined) throw new Error(`there is no folder ${folder}`)
  if (!stats.isDirectory()) throw new Error(`${folder} is not a folder`)
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
}

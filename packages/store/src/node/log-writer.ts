import type { RecordTable } from '../record-table.js'
import { encodeEntry, type LogEntry } from './log-entry.js'
import { RecordLog } from './record-log.js'

/** Bytes that one write takes at the most, about: an event loop has other work too. */
const pieceSize = 262_144
/** A file below this size is left as it is. */
const smallFile = 4_194_304
/** Milliseconds from a write to the moment at which the disk has it for sure. */
const syncDelay = 1_000
/** Milliseconds after which callers no longer wait for a disk that does not answer. */
const patience = 1_000
/** Milliseconds until a failed write is tried again, at first and at the most. */
const [leastRetry, mostRetry] = [500, 30_000]
/** Records whose change is noted for writing; beyond it the file is written anew as a whole. */
const mostNoted = 200_000
/** A file does not grow beyond this, whatever happens. */
const largestFile = 536_870_912

/**
 * Writes the records of a table behind it. What changes while a write is under way goes with the next one, once a record,
 * so a record that every request changes costs little. The file is written anew when most of it is old.
 */
export class LogWriter {
  #log: RecordLog
  readonly #path: string
  readonly #table: RecordTable
  readonly #report: (message: string) => void
  /** Records that have changed since they were written. */
  #changed = new Set<string>()
  /** Callers whose change is not written yet, and those whose change is being written. */
  #waiting: (() => void)[] = []
  #writing: (() => void)[] = []
  /** While the file is written anew: what changed meanwhile. */
  #meanwhile: Set<string> | null = null
  /** The last round of writing, under way or done. */
  #running: Promise<void> | null = null
  #isRunning = false
  #retryTimer: NodeJS.Timeout | null = null
  #retryDelay = leastRetry
  #syncTimer: NodeJS.Timeout | null = null
  #syncing: Promise<void> | null = null
  #watch: NodeJS.Timeout | null = null
  #isFailing = false
  #isSlow = false
  /** Too much was noted: only a new file has everything. */
  #isIncomplete = false
  #isStopped = false
  #unwritten = 0
  #nextRewrite: number

  constructor(log: RecordLog, path: string, table: RecordTable, report: (message: string) => void) {
    this.#log = log
    this.#path = path
    this.#table = table
    this.#report = report
    this.#nextRewrite = this.#plannedRewrite()
    if (this.#isRewriteDue()) this.#start()
  }

  /** Changes that did not get to the disk when they should have. */
  get unwritten(): number {
    return this.#unwritten
  }

  /** Notes that a record has changed or is gone. */
  add(id: string): void {
    if (this.#isStopped) return
    this.#changed.add(id)
    if (this.#changed.size > mostNoted) {
      this.#changed.clear()
      this.#isIncomplete = true
    }
    if (this.#retryTimer === null) this.#start()
  }

  /** The same, and resolves when it is written, or when it is clear that it will not be soon. */
  written(id: string): Promise<void> | undefined {
    this.add(id)
    if (this.#isStopped || this.#isFailing || this.#isSlow) {
      this.#unwritten++
      return undefined
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Writes nothing any more: the file belongs to somebody else. */
  stop(): void {
    this.#isStopped = true
    this.#changed.clear()
    this.#release()
  }

  async close(): Promise<void> {
    await this.#running
    if (!this.#isStopped) {
      this.#start()
      await this.#running
      if (this.#isFailing) this.#report(`${this.#changed.size} records could not be written before closing`)
      else this.#sync()
    }
    this.#isStopped = true
    for (const timer of [this.#retryTimer, this.#syncTimer]) if (timer !== null) clearTimeout(timer)
    await this.#syncing
    this.#log.close()
  }

  #start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#running = new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#run())
  }

  async #run(): Promise<void> {
    this.#watch = setTimeout(() => this.#tellSlow(), patience)
    this.#watch.unref()
    try {
      while (!this.#isStopped && (this.#changed.size > 0 || this.#isRewriteDue())) {
        await (this.#isRewriteDue() ? this.#rewrite() : this.#flush())
      }
      this.#settle()
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#isRunning = false
      clearTimeout(this.#watch)
    }
  }

  /** Writes what has changed so far. */
  async #flush(): Promise<void> {
    const ids = this.#take()
    try {
      await this.#write(this.#log, ids)
      for (const id of ids) this.#meanwhile?.add(id)
      this.#planSync()
    } catch (error) {
      for (const id of ids) this.#changed.add(id)
      throw error
    } finally {
      for (const resolve of this.#writing) resolve()
    }
  }

  #take(): Set<string> {
    const ids = this.#changed
    this.#writing = this.#waiting
    this.#changed = new Set()
    this.#waiting = []
    return ids
  }

  async #write(log: RecordLog, ids: Iterable<string>): Promise<void> {
    let pieces: Buffer[] = []
    let size = 0
    const append = async (): Promise<void> => {
      const bytes = Buffer.concat(pieces)
      pieces = []
      size = 0
      await log.append(bytes)
      this.#watch?.refresh()
    }
    for (const id of ids) {
      const entry = encodeEntry(entryOf(id, this.#table))
      pieces.push(entry)
      size += entry.length
      if (size >= pieceSize) await append()
    }
    if (size > 0) await append()
  }

  #plannedRewrite(): number {
    return Math.max(smallFile, 3 * this.#table.bytes)
  }

  #isRewriteDue(): boolean {
    return this.#isIncomplete || this.#log.size > this.#nextRewrite
  }

  /** Writes all records to a new file. Until that takes the place of the old one, changes still go to the old one too. */
  async #rewrite(): Promise<void> {
    const wasIncomplete = this.#isIncomplete
    this.#isIncomplete = false
    let fresh: RecordLog | null = null
    try {
      fresh = RecordLog.create(`${this.#path}.new`)
      await this.#fill(fresh, !wasIncomplete)
    } catch (error) {
      fresh?.discard()
      // Appending may work where there is no room for a second file: the next try is later.
      this.#nextRewrite = Math.min(largestFile, this.#log.size * 2)
      this.#isIncomplete ||= wasIncomplete
      if (wasIncomplete || this.#log.size > largestFile) throw error
      this.#report(`${this.#path} cannot be written anew: ${reasonOf(error)}`)
      return
    } finally {
      this.#meanwhile = null
    }
    await this.#syncing
    this.#log.close()
    this.#log = fresh
    this.#nextRewrite = this.#plannedRewrite()
  }

  async #fill(fresh: RecordLog, keepsOld: boolean): Promise<void> {
    const meanwhile = new Set<string>()
    this.#meanwhile = meanwhile
    this.#table.sweep()
    const ids = this.#table.ids()
    for (let from = 0; from < ids.length; from += 500) {
      const there = ids.slice(from, from + 500).filter((id) => this.#table.kept(id) !== null)
      await this.#write(fresh, there)
      if (keepsOld && this.#changed.size > 0) await this.#flush()
    }
    for (const id of this.#take()) meanwhile.add(id)
    try {
      await this.#write(fresh, meanwhile)
      await fresh.replace(this.#path)
    } catch (error) {
      for (const id of meanwhile) this.#changed.add(id)
      throw error
    } finally {
      for (const resolve of this.#writing) resolve()
    }
  }

  #planSync(): void {
    if (this.#syncTimer !== null) return
    this.#syncTimer = setTimeout(() => {
      this.#syncTimer = null
      if (!this.#isStopped) this.#sync()
    }, syncDelay)
    this.#syncTimer.unref()
  }

  #sync(): void {
    this.#syncing ??= this.#log
      .sync()
      .catch((error) => this.#report(`${this.#path}: ${reasonOf(error)}`))
      .finally(() => {
        this.#syncing = null
      })
  }

  #fail(error: unknown): void {
    if (!this.#isFailing) {
      this.#unwritten += this.#changed.size
      this.#report(`${this.#path} cannot be written, so changes stay in memory: ${reasonOf(error)}`)
    }
    this.#isFailing = true
    this.#release()
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = null
      if (!this.#isStopped) this.#start()
    }, this.#retryDelay)
    this.#retryTimer.unref()
    this.#retryDelay = Math.min(mostRetry, this.#retryDelay * 2)
  }

  #tellSlow(): void {
    if (!this.#isSlow) this.#report(`${this.#path}: the disk does not answer; nobody waits for it any more`)
    this.#isSlow = true
    this.#release()
  }

  /** Everything is written. */
  #settle(): void {
    if (this.#isFailing || this.#isSlow) {
      this.#report(`${this.#path} is written again; ${this.#unwritten} changes were late so far`)
    }
    this.#isFailing = false
    this.#isSlow = false
    this.#retryDelay = leastRetry
  }

  #release(): void {
    for (const resolve of [...this.#writing, ...this.#waiting]) resolve()
    this.#waiting = []
  }
}

function entryOf(id: string, table: RecordTable): LogEntry {
  const record = table.kept(id)
  if (record !== null) return { kind: 'record', ...record }
  const colon = id.indexOf(':')
  const end = colon + 1 + Number(id.slice(0, colon))
  return { kind: 'gone', collection: id.slice(colon + 1, end), key: id.slice(end) }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

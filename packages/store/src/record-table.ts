import type { StoreChange, StoreRecord } from '@secrule/program'
import { applyChanges, dropExpired, variableSize } from './apply-changes.js'

/** A stored record. */
export interface KeptRecord {
  readonly collection: string
  readonly key: string
  readonly values: Map<string, string>
  /** Epoch seconds. */
  expiresAt: number
  /** Bytes of memory, near enough. */
  size: number
}

/** How much is kept. Traffic chooses the keys, so all of it is bounded. */
export interface StoreLimits {
  /** Records; the one that was not changed for longest goes first. 100,000. */
  readonly records: number
  /** Bytes of all records, about. 67,108,864. */
  readonly bytes: number
  /** Bytes of one record, about; what would make it larger is not stored. 1,048,576. */
  readonly recordBytes: number
}

/** The limits that hold when none is given. */
export const defaultLimits: StoreLimits = { records: 100_000, bytes: 67_108_864, recordBytes: 1_048_576 }

const emptyRecord = 256

/** What a record is found by. */
export function recordId(collection: string, key: string): string {
  return `${collection.length}:${collection}${key}`
}

/**
 * The records of a store, in this process's memory and within bounds. Every call is one step, so updates of any number of
 * transactions follow one another.
 */
export class RecordTable {
  readonly #records = new Map<string, KeptRecord>()
  readonly #now: () => number
  readonly #limits: StoreLimits
  /** Told of each record that went before its time. */
  readonly #onEvicted: (id: string) => void
  #bytes = 0
  #evicted = 0
  #refused = 0
  #untilSweep = 1024

  constructor(now: () => number, limits: Partial<StoreLimits> = {}, onEvicted: (id: string) => void = () => {}) {
    this.#now = now
    this.#limits = { ...defaultLimits, ...limits }
    this.#onEvicted = onEvicted
  }

  get size(): number {
    return this.#records.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Records that had to go before their time, for others to have room. */
  get evicted(): number {
    return this.#evicted
  }

  /** Changes that would have made a record too large. */
  get refused(): number {
    return this.#refused
  }

  ids(): string[] {
    return [...this.#records.keys()]
  }

  /** The record as it is kept, unless its time is over. */
  kept(id: string): KeptRecord | null {
    const record = this.#records.get(id)
    return record === undefined || record.expiresAt <= this.#now() ? null : record
  }

  load(collection: string, key: string): StoreRecord | null {
    const id = recordId(collection, key)
    const record = this.#records.get(id)
    if (record === undefined) return null
    const now = this.#now()
    if (record.expiresAt <= now) {
      this.#drop(id, record)
      return null
    }
    dropExpired(record.values, now)
    this.#measure(record)
    return new Map(record.values)
  }

  /** Gives the id of the record. */
  update(collection: string, key: string, changes: readonly StoreChange[], expiresAt: number): string {
    const id = recordId(collection, key)
    const now = this.#now()
    let record = this.#records.get(id)
    if (record === undefined || record.expiresAt <= now) {
      if (record !== undefined) this.#drop(id, record)
      record = { collection, key, values: new Map(), expiresAt, size: 0 }
    } else dropExpired(record.values, now)
    this.#measure(record, this.#records.has(id))
    let room = this.#limits.recordBytes - record.size
    this.#refused += applyChanges(record.values, changes, (bytes) => {
      if (bytes > room) return false
      room -= bytes
      return true
    })
    record.expiresAt = expiresAt
    this.put(id, record)
    return id
  }

  /** Keeps a record as it is, and makes room for it. */
  put(id: string, record: KeptRecord): void {
    const before = this.#records.get(id)
    if (before !== undefined) this.#drop(id, before)
    this.#records.set(id, record)
    record.size = 0
    this.#measure(record)
    if (--this.#untilSweep <= 0) this.sweep()
    while (this.#records.size > 1 && (this.#records.size > this.#limits.records || this.#bytes > this.#limits.bytes)) {
      const [oldest, gone] = this.#records.entries().next().value!
      const isOver = gone.expiresAt <= this.#now()
      this.#drop(oldest, gone)
      if (isOver) continue
      this.#evicted++
      this.#onEvicted(oldest)
    }
  }

  remove(id: string): void {
    const record = this.#records.get(id)
    if (record !== undefined) this.#drop(id, record)
  }

  /** Drops the records whose time is over. Done by itself each time as many updates came as there are records. */
  sweep(): void {
    const now = this.#now()
    for (const [id, record] of this.#records) if (record.expiresAt <= now) this.#drop(id, record)
    this.#untilSweep = Math.max(1024, this.#records.size)
  }

  #drop(id: string, record: KeptRecord): void {
    this.#records.delete(id)
    this.#bytes -= record.size
  }

  /** Brings the size of a record up to date, and with it the sum, as far as the record is among those that are kept. */
  #measure(record: KeptRecord, isKept = true): void {
    let size = emptyRecord + record.collection.length + record.key.length
    for (const [name, value] of record.values) size += variableSize(name, value)
    if (isKept) this.#bytes += size - record.size
    record.size = size
  }
}

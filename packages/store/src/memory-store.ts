import type { Store, StoreChange, StoreRecord } from '@secrule/program'
import { RecordTable, recordId, type StoreLimits } from './record-table.js'

/** Persistent collections in this process's memory: the default. They are gone when the process ends. */
export class MemoryStore implements Store {
  readonly #table: RecordTable

  /** `now` gives epoch seconds. */
  constructor(now: () => number = () => Date.now() / 1000, limits: Partial<StoreLimits> = {}) {
    this.#table = new RecordTable(now, limits)
  }

  /** Records that had to go before their time, for others to have room. */
  get evicted(): number {
    return this.#table.evicted
  }

  load(collection: string, key: string): StoreRecord | null {
    return this.#table.load(collection, key)
  }

  update(collection: string, key: string, changes: readonly StoreChange[], expiresAt: number): void {
    this.#table.update(collection, key, changes, expiresAt)
  }

  remove(collection: string, key: string): void {
    this.#table.remove(recordId(collection, key))
  }

  close(): void {}
}

import type { Store, StoreChange, StoreRecord } from '@secrule/program'

interface Kept {
  readonly values: Map<string, string>
  expiresAt: number
}

/** Records kept at the most; the oldest goes first. */
const mostRecords = 100_000

/** Persistent collections in this process's memory: the default. They are gone when the process ends. */
export class MemoryStore implements Store {
  readonly #records = new Map<string, Kept>()
  readonly #now: () => number

  constructor(now: () => number = () => Date.now() / 1000) {
    this.#now = now
  }

  load(collection: string, key: string): StoreRecord | null {
    const id = `${collection}\n${key}`
    const record = this.#records.get(id)
    if (record === undefined) return null
    if (record.expiresAt > this.#now()) return new Map(record.values)
    this.#records.delete(id)
    return null
  }

  update(collection: string, key: string, changes: readonly StoreChange[], expiresAt: number): void {
    const id = `${collection}\n${key}`
    const record = this.#records.get(id) ?? { values: new Map<string, string>(), expiresAt }
    record.expiresAt = expiresAt
    for (const change of changes) {
      if (change.kind === 'set') record.values.set(change.name, change.value)
      else if (change.kind === 'delete') record.values.delete(change.name)
      else record.values.set(change.name, String(Number(record.values.get(change.name) ?? 0) + change.amount))
    }
    this.#records.delete(id)
    this.#records.set(id, record)
    if (this.#records.size > mostRecords) this.#records.delete(this.#records.keys().next().value!)
  }

  remove(collection: string, key: string): void {
    this.#records.delete(`${collection}\n${key}`)
  }

  close(): void {}
}

import { MemoryStore, type Store } from 'secrule'

/** Persistent collections of one test: a new test finds none. */
export class FreshStore implements Store {
  #store = new MemoryStore()

  /** Forgets everything. */
  clear(): void {
    this.#store = new MemoryStore()
  }

  load(...[collection, key]: Parameters<Store['load']>): ReturnType<Store['load']> {
    return this.#store.load(collection, key)
  }

  update(...[collection, key, changes, expiresAt]: Parameters<Store['update']>): void {
    this.#store.update(collection, key, changes, expiresAt)
  }

  remove(...[collection, key]: Parameters<Store['remove']>): void {
    this.#store.remove(collection, key)
  }

  close(): void {}
}

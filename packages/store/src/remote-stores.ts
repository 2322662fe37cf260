import type { Store, StoreChange, StoreRecord } from '@secrule/program'
import type { StoreCall, StoreReply } from './store-message.js'

declare function setTimeout(callback: () => void, milliseconds: number): { unref?(): void }
declare function clearTimeout(timer: unknown): void

/** How long and for how many answers a RemoteStores waits. */
export interface RemoteStoreOptions {
  /** Milliseconds; a call that is not answered by then rejects. 2,000. */
  readonly timeout?: number
  /** Calls under way; further ones reject at once. 10,000. */
  readonly calls?: number
}

interface Waiting {
  resolve(reply: StoreReply): void
  reject(reason: Error): void
  readonly timer: unknown
}

/**
 * Stores that another process owns. Calls go out by `send`, and whoever gets messages hands them to `receive`. Nothing
 * waits without end: an owner that does not answer makes calls reject, and after the first one that was given up the
 * others reject at once, but for one try a second, until it answers again.
 */
export class RemoteStores {
  readonly #send: (call: StoreCall) => void
  readonly #timeout: number
  readonly #mostCalls: number
  readonly #waiting = new Map<number, Waiting>()
  #next = 1
  #isSilent = false
  #isTrying = false
  #gone: string | null = null

  constructor(send: (call: StoreCall) => void, options: RemoteStoreOptions = {}) {
    this.#send = send
    this.#timeout = options.timeout ?? 2_000
    this.#mostCalls = options.calls ?? 10_000
  }

  /** The store of a folder, or the owner's memory for null. */
  store(folder: string | null): Store {
    return {
      load: async (collection, key) => {
        const { record } = await this.#call({ call: 'load', folder, collection, key })
        return record === null ? null : (new Map(record) as StoreRecord)
      },
      update: async (collection, key, changes: readonly StoreChange[], expiresAt) => {
        await this.#call({ call: 'update', folder, collection, key, changes, expiresAt })
      },
      remove: async (collection, key) => {
        await this.#call({ call: 'remove', folder, collection, key })
      },
      close: () => {},
    }
  }

  /** Takes a message from the owner. Replies that nobody waits for any more are dropped. */
  receive(reply: StoreReply): void {
    this.#isSilent = false
    const waiting = this.#waiting.get(reply.id)
    if (waiting === undefined) return
    this.#settle(reply.id, waiting)
    if (reply.error === null) waiting.resolve(reply)
    else waiting.reject(new Error(reply.error))
  }

  /** The owner is gone: everything under way rejects, and so does what comes. */
  disconnect(reason: string): void {
    this.#gone = reason
    for (const [id, waiting] of this.#waiting) {
      this.#settle(id, waiting)
      waiting.reject(new Error(reason))
    }
  }

  #call(what: StoreCall extends infer Call ? (Call extends StoreCall ? Omit<Call, 'kind' | 'id'> : never) : never) {
    return new Promise<StoreReply>((resolve, reject) => {
      if (this.#gone !== null) return reject(new Error(this.#gone))
      if (this.#waiting.size >= this.#mostCalls) return reject(new Error('too many calls of the store are under way'))
      if (this.#isSilent && this.#isTrying) return reject(new Error('the owner of the store does not answer'))
      if (this.#isSilent) this.#tryAlone()
      const id = this.#next++
      const timer = setTimeout(() => this.#giveUp(id), this.#timeout)
      this.#waiting.set(id, { resolve, reject, timer })
      try {
        this.#send({ kind: 'store-call', id, ...what } as StoreCall)
      } catch (error) {
        this.#settle(id, this.#waiting.get(id)!)
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
  }

  /** For a second, no other call goes out than this one. */
  #tryAlone(): void {
    this.#isTrying = true
    setTimeout(() => {
      this.#isTrying = false
    }, 1_000).unref?.()
  }

  #giveUp(id: number): void {
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    this.#settle(id, waiting)
    this.#isSilent = true
    waiting.reject(new Error(`the owner of the store did not answer within ${this.#timeout} ms`))
  }

  #settle(id: number, { timer }: Waiting): void {
    this.#waiting.delete(id)
    clearTimeout(timer)
  }
}

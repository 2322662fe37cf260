import type { MaybePromise, Member, PersistentCollection, StoreChange, StoreRecord } from '@secrule/program'
import { counterSum, leadingInteger, lowerCase } from '@secrule/stdlib'
import type { TransactionContext } from './transaction-context.js'

const none: readonly Member[] = []
const expiryPrefix = '__expire_'
/** Longest name and value that is kept, in bytes. */
const longest = 65_535

/** A record of a persistent collection while a transaction has it open. */
export class PersistentRecord implements PersistentCollection {
  readonly #context: TransactionContext
  readonly #collection: string
  readonly #key: string
  readonly #values: Map<string, string>
  readonly #changes: StoreChange[] = []
  /** What every record has. Only set where it is not there, since others may have begun the same record meanwhile. */
  readonly #beginnings: readonly StoreChange[]
  readonly #isNew: boolean

  constructor(context: TransactionContext, collection: string, key: string, stored: StoreRecord | null) {
    this.#context = context
    this.#collection = collection
    this.#key = key
    this.#isNew = stored === null
    this.#values = new Map(stored ?? [])
    const now = this.#now()
    const hasFields = context.dialect.recordFields
    if (!hasFields) this.#values.delete('is_new')
    else if (stored === null) {
      const initial = {
        key,
        timeout: String(context.settings.collectionTimeout),
        create_time: String(now),
        update_counter: '0',
      }
      for (const [name, value] of Object.entries(initial)) this.#values.set(name, value)
      this.#values.set('is_new', '1')
    } else {
      const minutes = (now - Number(this.#values.get('create_time') ?? now)) / 60
      const rate = minutes > 0 ? Math.floor(Number(this.#values.get('update_counter') ?? 0) / minutes) : 0
      this.#values.set('update_rate', String(rate))
    }
    const fields = hasFields ? ['key', 'timeout', 'create_time', 'update_counter'] : []
    this.#beginnings = fields.flatMap((name): StoreChange[] => {
      const value = this.#values.get(name)
      return value === undefined ? [] : [{ kind: 'begin', name, value: name === 'update_counter' ? '0' : value }]
    })
  }

  /** What it is stored under in its collection. */
  get key(): string {
    return this.#key
  }

  all(): readonly Member[] {
    const members: Member[] = []
    for (const name of this.#values.keys()) members.push(...this.named(name))
    return members
  }

  named(lowerKey: string): readonly Member[] {
    const value = this.get(lowerKey)
    return value === null || lowerKey.startsWith('__') ? none : [{ key: lowerKey.toUpperCase(), value }]
  }

  get(lowerKey: string): string | null {
    const value = this.#values.get(lowerKey)
    if (value === undefined || this.#context.dialect.expiresAtLoad) return value ?? null
    const expires = this.#values.get(expiryPrefix + lowerKey)
    return expires !== undefined && Number(expires) <= this.#now() ? null : value
  }

  set(name: string, value: string): void {
    const key = lowerCase(name).slice(0, longest)
    const kept = value.slice(0, longest)
    this.#values.set(key, kept)
    this.#changes.push({ kind: 'set', name: key, value: kept })
  }

  delete(lowerKey: string): void {
    if (!this.#values.delete(lowerKey)) return
    this.#changes.push({ kind: 'delete', name: lowerKey })
  }

  add(name: string, amount: bigint): string {
    return this.#add(name, amount, this.#context.dialect.negativeCounters)
  }

  expire(name: string, seconds: number): void {
    this.set(`${expiryPrefix}${name}`, String(this.#now() + seconds))
  }

  deprecate(name: string, amount: number, period: number): void {
    const updated = this.get('last_update_time')
    const value = this.get(lowerCase(name))
    if (updated === null || value === null || period <= 0) return
    const steps = Math.floor((this.#now() - Number(updated)) / period)
    const stored = Number(leadingInteger(value))
    if (steps > 0 && stored > 0) this.#add(name, -BigInt(Math.min(stored, amount * steps)), false)
  }

  /** Stores what was changed, with the bookkeeping fields. Errors of the store are logged; the request goes on. */
  async store(): Promise<void> {
    if (this.#changes.length === 0 && !this.#isNew) return
    const now = this.#now()
    if (this.#context.dialect.recordFields) {
      this.set('last_update_time', String(now))
      this.#changes.push({ kind: 'add', name: 'update_counter', amount: 1 })
    }
    const timeout = this.#values.get('timeout') ?? String(this.#context.settings.collectionTimeout)
    const expiresAt = now + Number(leadingInteger(timeout))
    const changes = [...this.#beginnings, ...this.#changes]
    try {
      await this.#context.services.store.update(this.#collection, this.#key, changes, expiresAt)
    } catch (error) {
      this.#context.services.logger.error(`cannot store ${this.#collection} ${this.#key}: ${String(error)}`)
    }
  }

  #add(name: string, amount: bigint, negative: boolean): string {
    const key = lowerCase(name).slice(0, longest)
    const { counterBits } = this.#context.dialect
    const there = this.get(key)
    const value = counterSum(there, amount, { counterBits, negativeCounters: negative })
    // stores add in 64 bits: what came out otherwise is stored as it is
    if (value !== counterSum(there, amount, { counterBits: 64, negativeCounters: negative })) {
      this.set(key, value)
      return value
    }
    this.#values.set(key, value)
    this.#changes.push({ kind: 'add', name: key, amount, ...(negative ? {} : { least: 0 }) })
    return value
  }

  #now(): number {
    return Math.floor(this.#context.startedAt / 1_000_000)
  }
}

/** Loads or begins the record of a key and hands it over. A store that fails gives an empty record. */
export function openRecord(
  context: TransactionContext,
  name: string,
  key: string,
  opened: (record: PersistentRecord) => void,
): MaybePromise<void> {
  const perApplication =
    context.dialect.allPerApplication || name === 'session' || name === 'user' || name === 'resource'
  const collection = perApplication ? `${context.settings.webAppId}_${name}` : name
  const take = (stored: StoreRecord | null): void => opened(new PersistentRecord(context, collection, key, stored))
  const began = context.services.clock.now()
  const loaded = (stored: StoreRecord | null): void => {
    context.storageReadTime += context.services.clock.now() - began
    take(stored)
  }
  const fail = (error: unknown): void => {
    context.services.logger.error(`cannot load ${collection} ${key}: ${String(error)}`)
    take(null)
  }
  try {
    const loading = context.services.store.load(collection, key)
    return loading instanceof Promise ? loading.then(loaded, fail) : loaded(loading)
  } catch (error) {
    return fail(error)
  }
}

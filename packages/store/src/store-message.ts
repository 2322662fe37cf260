import type { StoreChange } from '@secrule/program'

interface Addressed {
  readonly kind: 'store-call'
  readonly id: number
  /** Which of the owner's stores: a folder as SecDataDir names it, or null for its memory. */
  readonly folder: string | null
  readonly collection: string
  readonly key: string
}

/** A call of a store that another process owns. Plain data; an amount of a change may be a bigint. */
export type StoreCall =
  | (Addressed & { readonly call: 'load' | 'remove' })
  | (Addressed & { readonly call: 'update'; readonly changes: readonly StoreChange[]; readonly expiresAt: number })

/** The owner's answer. `record` are the pairs of what a load found; `error` says why the call failed. */
export interface StoreReply {
  readonly kind: 'store-reply'
  readonly id: number
  readonly record: readonly (readonly [name: string, value: string])[] | null
  readonly error: string | null
}

import type { Interruption } from 'secrule'
import type { Refusal } from './refusal.js'

/** How a step of an exchange ended, when it did not simply go on. */
export type Outcome =
  /** The client has its answer. */
  | { readonly kind: 'served' }
  /** The engine wants something else done. */
  | { readonly kind: 'interrupted'; readonly verdict: Interruption }
  /** Neither side's rules, but it cannot be served: a broken body, a dead upstream. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** There is nobody to answer any more. */
  | { readonly kind: 'cut'; readonly reason: string }

import type { ByteSet } from '../syntax/byte-set.js'

/**
 * What stands beside a place in the subject: a byte, nothing (`outside`), or the line feed that ends the subject, which
 * counts apart because `\Z` and a multi-line `^` look for it.
 */
export interface SymbolSet {
  readonly bytes: ByteSet
  readonly finalNewline: boolean
  readonly outside: boolean
}

/** The tree of a regular pattern: all that the linear engines know. `edge` looks at one neighbour and eats nothing. */
export type LinearNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'never' }
  | { readonly kind: 'set'; readonly set: ByteSet }
  | { readonly kind: 'edge'; readonly ahead: boolean; readonly symbols: SymbolSet }
  | { readonly kind: 'sequence'; readonly items: readonly LinearNode[] }
  | { readonly kind: 'choice'; readonly options: readonly LinearNode[] }
  | {
      readonly kind: 'repeat'
      readonly body: LinearNode
      readonly min: number
      readonly max: number
      readonly greedy: boolean
    }
  | { readonly kind: 'group'; readonly index: number; readonly body: LinearNode }
  | { readonly kind: 'keep' }

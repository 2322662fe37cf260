import type { LinkedChain } from './linked-chains.js'
import type { PhaseSource } from './phase-source.js'
import type { LinkedItem } from './selection.js'

/** How a condition looks at the values of an entry: through a chain, with an operator by its bit. */
export interface Look {
  readonly chain: LinkedChain
  readonly operator: number
  readonly negated: boolean
  /** The place of the condition in the phase. */
  readonly place: number
}

/**
 * An entry of variable lists as the rules of one phase look at it. Only conditions that some transaction has come to
 * count: those that are always skipped, as those of a higher paranoia level are, need nothing transformed.
 */
export class PhaseItem {
  readonly item: LinkedItem
  readonly source: PhaseSource
  /** Its place among the entries of the source. */
  readonly place: number
  readonly looks: Look[] = []

  constructor(item: LinkedItem, source: PhaseSource, place: number) {
    this.item = item
    this.source = source
    this.place = place
  }

  /** A condition was come to for the first time. */
  add(look: Look): void {
    this.looks.push(look)
    this.source.add(this, look)
  }
}

import type { LinkedChain } from './linked-chains.js'
import type { PhaseItem } from './phase-item.js'
import type { PhaseSource } from './phase-source.js'
import type { TxFilter } from './tx-filter.js'

/** A condition that is decided by values that stay as they are: what it looks at, through which chains, with what. */
export interface PlannedCondition {
  readonly items: readonly PhaseItem[]
  readonly chains: readonly LinkedChain[]
  readonly operator: number
  readonly negated: boolean
}

/** A link of a chain that can be told to fail before the chain begins: its place behind those of the rules, and its rule's. */
export interface PlannedLink {
  readonly place: number
  readonly ofRule: number
}

/**
 * The rules of a phase in their order, and how to tell from the values of a transaction which of them may match. Places
 * are those of the rules, then those of links.
 */
export class PhasePlan {
  readonly phase: number
  /** Where each rule begins, then where the phase ends. */
  readonly addresses: readonly number[]
  /** Words of a set of places. */
  readonly words: number
  /** Where the values come from that conditions look at. */
  readonly sources: readonly PhaseSource[]
  /** Variables of TX that many of these rules test. */
  readonly txFilters: readonly TxFilter[]
  readonly #links: readonly PlannedLink[]
  /** What has to be looked at whatever the values are: conditions of other kinds, or never come to so far. */
  readonly #open: Int32Array
  readonly #unreached: Int32Array
  readonly #conditions: readonly (PlannedCondition | null)[]

  /** `conditions` are by place, null for those that values do not decide. */
  constructor(
    phase: number,
    addresses: readonly number[],
    conditions: readonly (PlannedCondition | null)[],
    links: readonly PlannedLink[],
    sources: readonly PhaseSource[],
    txFilters: readonly TxFilter[],
  ) {
    this.phase = phase
    this.addresses = addresses
    this.sources = sources
    this.txFilters = txFilters
    this.words = (conditions.length + 31) >>> 5
    this.#links = links
    this.#conditions = conditions
    this.#open = new Int32Array(this.words).fill(-1)
    this.#unreached = new Int32Array(this.words)
    conditions.forEach((condition, place) => {
      if (condition !== null) this.#unreached[place >>> 5]! |= 1 << (place & 31)
    })
  }

  /** Puts down what has to be looked at in any case. */
  begin(candidates: Int32Array): void {
    candidates.set(this.#open)
  }

  /** Takes out the rules of which a link cannot match. */
  foldLinks(candidates: Int32Array): void {
    for (const { place, ofRule } of this.#links) {
      if ((candidates[place >>> 5]! & (1 << (place & 31))) === 0) candidates[ofRule >>> 5]! &= ~(1 << (ofRule & 31))
    }
  }

  /** A transaction has come to a condition; whether it is the first one. */
  reach(place: number): boolean {
    const word = place >>> 5
    const mask = 1 << (place & 31)
    if ((this.#unreached[word]! & mask) === 0) return false
    this.#unreached[word]! &= ~mask
    this.#open[word]! &= ~mask
    const { items, chains, operator, negated } = this.#conditions[place]!
    for (const item of items) {
      for (const chain of chains) item.add({ chain, operator, negated, place })
    }
    return true
  }

  /** The entries of the variable list of a condition that values decide. */
  itemsOf(place: number): readonly PhaseItem[] {
    return this.#conditions[place]!.items
  }
}

import { CandidateRows } from './candidate-rows.js'
import type { PhasePlans } from './plan-phases.js'
import type { Prefilter } from './prefilter.js'
import { RecentTexts } from './recent-texts.js'
import { ValueTable } from './value.js'

/**
 * The table of values that transactions share, and the one that takes its place when it is full, and takes over
 * what comes again and again. A full table goes on living until the last transaction that works with it has ended.
 */
export class ValueTables {
  readonly #chains: number
  readonly #ruleWords: number
  readonly #prefilter: Prefilter
  readonly #most: number
  readonly #recent = new RecentTexts()
  #current: ValueTable | null = null
  #spare: ValueTable | null = null

  /** `most` is how many values are kept for later transactions. */
  constructor(chains: number, prefilter: Prefilter, plans: PhasePlans, most: number) {
    this.#most = most
    this.#ruleWords = plans.words
    this.#chains = chains
    this.#prefilter = prefilter
  }

  /**
   * The table for a transaction; give it back with `release`. One that is going to have very many values, which nobody
   * else will have, gets one of its own.
   */
  take(isLarge: boolean): ValueTable {
    return isLarge ? this.#unused() : this.#shared()
  }

  /** The transaction of a visit has ended. */
  release(table: ValueTable, visit: number): void {
    table.leave(visit)
    if (table === this.#current) table.sweep()
    else if (table.users === 0) this.#retire(table)
  }

  /** A request body of that many bytes is about to be looked at: parts of it keep it in memory. */
  noteBody(length: number): void {
    this.#current?.noteBody(length)
  }

  #shared(): ValueTable {
    const full = this.#current
    if (full !== null && !full.isFull(this.#most)) return full
    const next = this.#unused()
    this.#current = next
    if (full !== null) {
      if (this.#most > 0) next.inherit(full, this.#most >> 1)
      if (full.users === 0) this.#retire(full)
    }
    return next
  }

  #unused(): ValueTable {
    const table =
      this.#spare ?? new ValueTable(this.#chains, this.#prefilter, new CandidateRows(this.#ruleWords), this.#recent)
    this.#spare = null
    return table
  }

  #retire(table: ValueTable): void {
    if (this.#spare === null && table.clear()) this.#spare = table
  }
}

import type { Prefilter } from './prefilter.js'
import { ValueTable } from './value.js'

/**
 * The table of values that phases share, and the one that takes its place when it is full. A full table goes on living
 * until the last phase that works with it has ended.
 */
export class ValueTables {
  readonly #chains: number
  readonly #prefilter: Prefilter
  #current: ValueTable | null = null
  #spare: ValueTable | null = null

  constructor(chains: number, prefilter: Prefilter) {
    this.#chains = chains
    this.#prefilter = prefilter
  }

  /** The table for a phase; give it back with `release`. */
  take(): ValueTable {
    let table = this.#current
    if (table === null || table.isFull) {
      const full = table
      table = this.#spare ?? new ValueTable(this.#chains, this.#prefilter)
      this.#spare = null
      this.#current = table
      if (full?.users === 0) this.#retire(full)
    }
    table.users++
    return table
  }

  /** A body of that many bytes is about to be looked at: its values keep it in memory. */
  noteBody(length: number): void {
    this.#current?.noteBody(length)
  }

  release(table: ValueTable): void {
    table.users--
    if (table.users === 0 && table !== this.#current) this.#retire(table)
  }

  #retire(table: ValueTable): void {
    if (this.#spare === null && table.clear()) this.#spare = table
  }
}

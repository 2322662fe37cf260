import type { Member, OperatorContext } from '@secrule/program'
import type { NamedCollection } from './named-collection.js'
import type { TxTest } from './tx-tests.js'

/** Values of a variable of which the rules are kept. */
const keptValues = 16

/**
 * The rules of a phase that test one variable of TX, as very many do the paranoia level: which of them cannot match is
 * found out once for each value that the variable has.
 */
export class TxFilter {
  readonly #key: string
  readonly #words: number
  readonly #tests: readonly { readonly place: number; readonly test: TxTest }[]
  readonly #byValue = new Map<string | null, Int32Array>()

  constructor(key: string, words: number, tests: readonly { readonly place: number; readonly test: TxTest }[]) {
    this.#key = key
    this.#words = words
    this.#tests = tests
  }

  /** What the variable is now: the very same list is the same value. */
  membersOf(tx: NamedCollection): readonly Member[] {
    return tx.named(this.#key)
  }

  /** Adds to a set the rules that cannot match. */
  join(tx: NamedCollection, context: OperatorContext, failing: Int32Array): void {
    const value = tx.get(this.#key)
    let row = this.#byValue.get(value)
    if (row === undefined) {
      row = new Int32Array(this.#words)
      for (const { place, test } of this.#tests) {
        if (!test.canMatch(tx, context)) row[place >>> 5]! |= 1 << (place & 31)
      }
      if (this.#byValue.size >= keptValues) this.#byValue.clear()
      this.#byValue.set(value, row)
    }
    for (let word = 0; word < row.length; word++) failing[word]! |= row[word]!
  }
}

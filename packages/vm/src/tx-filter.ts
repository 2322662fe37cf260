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
  // the last ones: mostly they are the same again
  #lastMembers: readonly Member[] | null = null
  #lastRow: Int32Array

  constructor(key: string, words: number, tests: readonly { readonly place: number; readonly test: TxTest }[]) {
    this.#key = key
    this.#words = words
    this.#tests = tests
    this.#lastRow = new Int32Array(words)
  }

  /** What the variable is now: the very same list is the same value. */
  membersOf(tx: NamedCollection): readonly Member[] {
    return tx.named(this.#key)
  }

  /** Adds to a set the rules that cannot match. */
  join(tx: NamedCollection, context: OperatorContext, failing: Int32Array): void {
    const members = this.membersOf(tx)
    if (members !== this.#lastMembers) {
      this.#lastRow = this.#rowOf(members[0]?.value ?? null, tx, context)
      this.#lastMembers = members
    }
    const row = this.#lastRow
    for (let word = 0; word < row.length; word++) failing[word]! |= row[word]!
  }

  #rowOf(value: string | null, tx: NamedCollection, context: OperatorContext): Int32Array {
    let row = this.#byValue.get(value)
    if (row !== undefined) return row
    row = new Int32Array(this.#words)
    for (const { place, test } of this.#tests) {
      if (!test.canMatch(tx, context)) row[place >>> 5]! |= 1 << (place & 31)
    }
    if (this.#byValue.size >= keptValues) this.#byValue.clear()
    this.#byValue.set(value, row)
    return row
  }
}

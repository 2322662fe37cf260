import type { LinkedChain } from './linked-chains.js'
import type { LinkedItem } from './selection.js'
import type { ValueTable } from './value.js'

/** What a chain makes of the values of an entry, and the operators of rules that look at it. */
interface View {
  readonly chain: LinkedChain
  /** The bits of these operators. */
  readonly operators: Int32Array
  /** By bit of the operator: the places of the rules in their phase. */
  readonly rulesOf: Map<number, number[]>
}

/**
 * An entry of variable lists as the rules of one phase look at it. Only rules that some transaction has come to count:
 * those that are always skipped, as those of a higher paranoia level are, need nothing transformed.
 */
export class PhaseItem {
  /** Among the entries of all phases. */
  readonly number: number
  readonly item: LinkedItem
  readonly #views: View[] = []

  constructor(number: number, item: LinkedItem) {
    this.number = number
    this.item = item
  }

  /** How many different chains its values go through. */
  get viewCount(): number {
    return this.#views.length
  }

  /** A rule was come to for the first time. */
  add(chain: LinkedChain, operator: number, words: number, rule: number): void {
    let view = this.#views.find((each) => each.chain === chain)
    if (view === undefined) {
      view = { chain, operators: new Int32Array(words), rulesOf: new Map() }
      this.#views.push(view)
    }
    view.operators[operator >>> 5]! |= 1 << (operator & 31)
    const rules = view.rulesOf.get(operator)
    if (rules === undefined) view.rulesOf.set(operator, [rule])
    else rules.push(rule)
  }

  /** Adds the rules to `row` that may match the value as one of the views shows it. */
  join(place: number, value: number, values: ValueTable, row: Int32Array): void {
    const { chain, operators, rulesOf } = this.#views[place]!
    const from = values.candidatesAt(values.after(value, chain))
    const candidates = values.candidates
    for (let word = 0; word < operators.length; word++) {
      for (let left = operators[word]! & candidates[from + word]!; left !== 0; left &= left - 1) {
        for (const rule of rulesOf.get((word << 5) + 31 - Math.clz32(left & -left))!) {
          row[rule >>> 5]! |= 1 << (rule & 31)
        }
      }
    }
  }
}

import { MatchFlag, type Member, Op, type OperatorContext, opcodes, type Program } from '@secrule/program'
import type { LinkedOperator } from './linked-operator.js'
import type { NamedCollection } from './named-collection.js'
import type { TxNames } from './tx-names.js'

/** The longest value that is looked at ahead of the rule. */
const longestLooked = 16_384

/** A first condition that looks at one variable of TX, or at whether it is there: decided without collecting values. */
export class TxTest {
  readonly key: string
  readonly #counts: boolean
  readonly #operator: LinkedOperator
  readonly #negated: boolean
  // the answer to the last value, which is mostly that of the next one too
  #lastMembers: readonly Member[] | null = null
  #lastValue: string | null = null
  #last = false

  constructor(key: string, counts: boolean, operator: LinkedOperator, negated: boolean) {
    this.key = key
    this.#counts = counts
    this.#operator = operator
    this.#negated = negated
  }

  canMatch(tx: NamedCollection, context: OperatorContext): boolean {
    const members = tx.named(this.key)
    if (members === this.#lastMembers) return this.#last
    this.#lastMembers = members
    const there = members[0]?.value ?? null
    const value = this.#counts ? (there === null ? '0' : '1') : there
    if (value === null) {
      this.#last = false
      this.#lastValue = null
    } else if (value.length > longestLooked) {
      // over a long one an operator may let others have their turn, which is for the rule itself to wait for
      this.#last = true
      this.#lastValue = null
    } else if (value !== this.#lastValue) {
      this.#last = this.#operator.run(this.#operator.live, value, context) !== this.#negated
      this.#lastValue = value
    }
    return this.#last
  }
}

/** The tests of a Program, and which of them each rule begins with. */
export interface TxTests {
  /** Equal tests are one. */
  readonly tests: readonly TxTest[]
  /** By number of the rule: its test, or -1 where the condition is of another kind. */
  readonly ofRule: Int32Array
}

export function txTests(
  { code, rules, selections }: Program,
  operators: readonly LinkedOperator[],
  names: TxNames,
): TxTests {
  const numbers = new Map<string, number>()
  const tests: TxTest[] = []
  const ofRule = new Int32Array(rules.length).fill(-1)
  for (let at = 0; at < code.length; at += 1 + opcodes[code[at]!]!.operands.length) {
    const select = at + 3
    const match = at + 5
    if (code[at] !== Op.rule || code[select] !== Op.select || code[match] !== Op.match) continue
    const [item, ...others] = selections[code[select + 1]!]!.items
    const operator = operators[code[match + 2]!]!
    const flags = code[match + 3]!
    if (others.length > 0 || item!.variable !== 'TX' || item!.key === null || item!.mode === 'exclude') continue
    if (code[match + 1] !== 0 || (flags & MatchFlag.multiMatch) !== 0 || !operator.isPure) continue
    const counts = item!.mode === 'count'
    const negated = (flags & MatchFlag.negated) !== 0
    const id = `${counts} ${negated} ${code[match + 2]} ${item!.key}`
    const number = numbers.get(id) ?? tests.push(new TxTest(names.ofRule(item!.key), counts, operator, negated)) - 1
    numbers.set(id, number)
    ofRule[code[at + 1]!] = number
  }
  return { tests, ofRule }
}

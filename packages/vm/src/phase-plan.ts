import { MatchFlag, Op, opcodes, type Program } from '@secrule/program'
import type { LinkedChain } from './linked-chains.js'
import type { LinkedOperator } from './linked-operator.js'
import { PhaseItem } from './phase-item.js'
import type { LinkedItem, LinkedSelection } from './selection.js'
import { TxFilter } from './tx-filter.js'
import type { TxTest, TxTests } from './tx-tests.js'

/** Rules of a phase that test a variable of TX, from which on that is found out for all of them at once. */
const manyTests = 4

/** A rule whose first condition is decided by values that stay as they are: what it looks at, and through which chains. */
interface PlannedRule {
  readonly items: readonly PhaseItem[]
  readonly chains: readonly LinkedChain[]
  readonly operator: number
}

/** The rules of a phase in their order, and how to tell from the values of a transaction which of them may match. */
export class PhasePlan {
  /** Where each rule begins, then where the phase ends. */
  readonly addresses: readonly number[]
  /** Words of a set of these rules. */
  readonly words: number
  /** Entries of variable lists that such rules look at. */
  readonly items: readonly PhaseItem[]
  /** Variables of TX that many of these rules test. */
  readonly txFilters: readonly TxFilter[]
  /** Rules that have to be looked at whatever the values are: of other kinds, or never come to so far. */
  readonly #open: Int32Array
  readonly #unreached: Int32Array
  readonly #rules: readonly (PlannedRule | null)[]
  readonly #operatorWords: number

  constructor(
    addresses: readonly number[],
    rules: readonly (PlannedRule | null)[],
    items: readonly PhaseItem[],
    txFilters: readonly TxFilter[],
    operatorWords: number,
  ) {
    this.addresses = addresses
    this.txFilters = txFilters
    this.items = items
    this.words = (rules.length + 31) >>> 5
    this.#rules = rules
    this.#operatorWords = operatorWords
    this.#open = new Int32Array(this.words).fill(-1)
    this.#unreached = new Int32Array(this.words)
    rules.forEach((rule, place) => {
      if (rule !== null) this.#unreached[place >>> 5]! |= 1 << (place & 31)
    })
  }

  /** Puts down the rules that have to be looked at in any case. */
  begin(candidates: Int32Array): void {
    candidates.set(this.#open)
  }

  /** A transaction has come to a rule; whether it is the first one. */
  reach(place: number): boolean {
    const word = place >>> 5
    const mask = 1 << (place & 31)
    if ((this.#unreached[word]! & mask) === 0) return false
    this.#unreached[word]! &= ~mask
    this.#open[word]! &= ~mask
    const { items, chains, operator } = this.#rules[place]!
    for (const item of items) for (const chain of chains) item.add(chain, operator, this.#operatorWords, place)
    return true
  }
}

/** The plans of all phases, by phase, and the place of each rule in its phase, by number of the rule. */
export interface PhasePlans {
  /** Changes when a rule is come to for the first time: what was found out of values before does not tell of it. */
  epoch: number
  readonly ofPhase: readonly PhasePlan[]
  readonly placeOf: Int32Array
  /** How many entries of variable lists all phases have together. */
  readonly itemCount: number
  /** Words of the largest set of rules. */
  readonly words: number
}

export function planPhases(
  program: Program,
  selections: readonly LinkedSelection[],
  chains: readonly LinkedChain[],
  operators: readonly LinkedOperator[],
  tests: TxTests,
  operatorWords: number,
): PhasePlans {
  const { code, entries, rules } = program
  const placeOf = new Int32Array(rules.length)
  let itemCount = 0
  const ofPhase = entries.map((entry) => {
    const addresses: number[] = []
    const planned: (PlannedRule | null)[] = []
    const items = new Map<LinkedItem, PhaseItem>()
    const itemOf = (item: LinkedItem): PhaseItem => {
      const known = items.get(item) ?? new PhaseItem(itemCount++, item)
      items.set(item, known)
      return known
    }
    const ofKeys = new Map<string, { readonly place: number; readonly test: TxTest }[]>()
    let at = entry
    for (; code[at] !== Op.end; at += 1 + opcodes[code[at]!]!.operands.length) {
      if (code[at] !== Op.rule) continue
      const place = addresses.push(at) - 1
      placeOf[code[at + 1]!] = place
      const test = tests.tests[tests.ofRule[code[at + 1]!]!]
      if (test !== undefined) ofKeys.set(test.key, [...(ofKeys.get(test.key) ?? []), { place, test }])
      planned.push(plannedRule(code, at, selections, chains, operators, itemOf))
    }
    const words = (planned.length + 31) >>> 5
    const filters = [...ofKeys].filter(([, { length }]) => length >= manyTests)
    const txFilters = filters.map(([key, of]) => new TxFilter(key, words, of))
    return new PhasePlan([...addresses, at], planned, [...items.values()], txFilters, operatorWords)
  })
  return { epoch: 0, ofPhase, placeOf, itemCount, words: Math.max(...ofPhase.map(({ words }) => words)) }
}

/** What a rule looks at; null when values do not decide it (negated, values that change, an operator of which nothing is known). */
function plannedRule(
  code: Program['code'],
  at: number,
  selections: readonly LinkedSelection[],
  chains: readonly LinkedChain[],
  operators: readonly LinkedOperator[],
  itemOf: (item: LinkedItem) => PhaseItem,
): PlannedRule | null {
  const select = at + 3
  const match = at + 5
  if (code[select] !== Op.select || code[match] !== Op.match) return null
  const { items, stable } = selections[code[select + 1]!]!
  const chain = chains[code[match + 1]!]!
  const operator = operators[code[match + 2]!]!.bit
  const flags = code[match + 3]!
  if ((flags & MatchFlag.negated) !== 0 || !stable || operator < 0) return null
  // multiMatch looks at what every step of the chain makes of the values
  const looked = (flags & MatchFlag.multiMatch) === 0 ? [chain] : [chains[0]!, ...chain.path]
  return { items: items.map(itemOf), chains: looked, operator }
}

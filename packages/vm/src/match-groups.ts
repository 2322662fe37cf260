import { MatchFlag, Op, opcodes, type Program } from '@secrule/program'
import type { LinkedChain } from './linked-chains.js'
import type { LinkedOperator } from './linked-operator.js'
import type { LinkedItem, LinkedSelection } from './selection.js'

/** An entry of variable lists and a chain: what the prefilter knows of its values together. */
export interface MatchPair {
  readonly item: LinkedItem
  readonly chain: number
}

/**
 * Rules that look at the same variable list through the same chain are a group: whether an operator can match any of the
 * values is found out once for all of them. Groups share the pairs that their lists have in common.
 */
export interface MatchGroups {
  readonly pairs: readonly MatchPair[]
  /** For each group the numbers of its pairs. */
  readonly pairsOf: readonly Int32Array[]
  /** For each entry of variable lists, by its number, the pairs that it is part of. */
  readonly pairsOfItem: readonly Int32Array[]
  /**
   * By number of the rule: the group of its first condition, or -1 when that condition cannot be decided for a whole
   * group (negated, values that change, an operator of which nothing is known).
   */
  readonly ofRule: Int32Array
  /** By number of the rule: the bit of the operator of that condition. */
  readonly bitOfRule: Int32Array
}

export function matchGroups(
  { code, rules }: Program,
  selections: readonly LinkedSelection[],
  chains: readonly LinkedChain[],
  operators: readonly LinkedOperator[],
): MatchGroups {
  const pairs: MatchPair[] = []
  const pairNumbers = new Map<string, number>()
  const pairNumber = (item: LinkedItem, chain: number): number => {
    const id = `${item.number} ${chain}`
    const number = pairNumbers.get(id) ?? pairs.push({ item, chain }) - 1
    pairNumbers.set(id, number)
    return number
  }
  const pairsOf: Int32Array[] = []
  const groupNumbers = new Map<string, number>()
  const ofRule = new Int32Array(rules.length).fill(-1)
  const bitOfRule = new Int32Array(rules.length)
  for (let at = 0; at < code.length; at += 1 + opcodes[code[at]!]!.operands.length) {
    const select = at + 3
    const match = at + 5
    if (code[at] !== Op.rule || code[select] !== Op.select || code[match] !== Op.match) continue
    const selection = selections[code[select + 1]!]!
    const chain = code[match + 1]!
    const flags = code[match + 3]!
    if ((flags & MatchFlag.negated) !== 0) continue
    const { bit } = operators[code[match + 2]!]!
    if (!selection.stable || bit < 0) continue
    const isMulti = (flags & MatchFlag.multiMatch) !== 0
    const id = `${code[select + 1]} ${chain} ${isMulti}`
    let group = groupNumbers.get(id)
    if (group === undefined) {
      // multiMatch looks at what every step of the chain makes of the values
      const looked = isMulti ? [0, ...chains[chain]!.path.map(({ index }) => index)] : [chain]
      const numbers = selection.items.flatMap((item) => looked.map((each) => pairNumber(item, each)))
      group = pairsOf.push(Int32Array.from(numbers)) - 1
      groupNumbers.set(id, group)
    }
    ofRule[code[at + 1]!] = group
    bitOfRule[code[at + 1]!] = bit
  }
  const pairsOfItem: number[][] = []
  for (const { items } of selections) for (const { number } of items) pairsOfItem[number] ??= []
  pairs.forEach(({ item }, pair) => void pairsOfItem[item.number]!.push(pair))
  return { pairs, pairsOf, pairsOfItem: pairsOfItem.map((each) => Int32Array.from(each)), ofRule, bitOfRule }
}

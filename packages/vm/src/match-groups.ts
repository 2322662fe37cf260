import { MatchFlag, Op, opcodes, type Program } from '@secrule/program'
import type { LinkedOperator } from './linked-operator.js'
import type { LinkedSelection } from './selection.js'

/** A variable list and a chain that several rules look at: which operators can match is found out once for all of them. */
export interface MatchGroup {
  readonly selection: number
  readonly chain: number
}

/** The groups of a Program, and which instruction belongs to which. */
export interface MatchGroups {
  readonly all: readonly MatchGroup[]
  /**
   * By address of a `rule` instruction: the group of its first condition, or -1 when that condition cannot be decided
   * for a whole group (negated, multiMatch, values that change, an operator that requires nothing).
   */
  readonly ofRule: Int32Array
}

export function matchGroups(
  { code }: Program,
  selections: readonly LinkedSelection[],
  operators: readonly LinkedOperator[],
): MatchGroups {
  const all: MatchGroup[] = []
  const numbers = new Map<string, number>()
  const ofRule = new Int32Array(code.length).fill(-1)
  for (let at = 0; at < code.length; at += 1 + opcodes[code[at]!]!.operands.length) {
    const select = at + 3
    const match = at + 5
    if (code[at] !== Op.rule || code[select] !== Op.select || code[match] !== Op.match) continue
    const selection = code[select + 1]!
    const chain = code[match + 1]!
    const flags = code[match + 3]!
    if ((flags & (MatchFlag.negated | MatchFlag.multiMatch)) !== 0) continue
    if (!selections[selection]!.stable || operators[code[match + 2]!]!.bit < 0) continue
    const id = `${selection} ${chain}`
    const group = numbers.get(id) ?? all.push({ selection, chain }) - 1
    numbers.set(id, group)
    ofRule[at] = group
  }
  return { all, ofRule }
}

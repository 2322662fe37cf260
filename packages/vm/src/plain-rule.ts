import { MatchFlag, type Member, Op, opcodes, type Program, type RuleInfo } from '@secrule/program'
import { literal } from '@secrule/stdlib'
import { leavesNoTrace } from './leaves-no-trace.js'
import type { LinkedProgram } from './linked-program.js'
import { MatchedTarget, type RuleMatch } from './match-log.js'
import type { LinkedItem, TargetSource } from './selection.js'
import type { Target } from './target.js'

/** What a plain rule leaves behind when it matches. */
export interface PlainMatch {
  readonly target: Target
  readonly match: RuleMatch
}

/**
 * A rule that tests one variable of TX and does nothing but go on somewhere: with the same value its match is the same in
 * every transaction, so it is made once.
 */
export class PlainRule {
  /** Where the phase goes on after a match, and the place of the rule there; -1 when it is the end. */
  readonly next: number
  readonly place: number
  readonly #rule: RuleInfo
  /** The variable. */
  readonly key: string
  readonly #address: number
  readonly #item: LinkedItem
  #lastMembers: readonly Member[] | null = null
  #last: PlainMatch | null = null

  constructor(rule: RuleInfo, key: string, address: number, next: number, place: number, item: LinkedItem) {
    this.#rule = rule
    this.key = key
    this.#address = address
    this.next = next
    this.place = place
    this.#item = item
  }

  /** What its match is with the value that the variable has, given as its members; there is one. */
  matchFor(members: readonly Member[], source: TargetSource, linked: LinkedProgram): PlainMatch {
    if (this.#last !== null && members === this.#lastMembers) return this.#last
    const target = this.#item.collect(source, null).targets[0]!
    const rule = this.#rule
    const targets = [new MatchedTarget(target, target.text, linked.matchUse(this.#address, rule), null, null)]
    const { message, data } = linked.textsOf(rule, source)
    const tags = linked.tagsOf(rule, source)
    this.#last = { target, match: { rule, phase: rule.phase, message, data, tags, targets, outcome: null } }
    this.#lastMembers = members
    return this.#last
  }
}

/** The plain rules of a Program, by number of the rule. */
export function plainRules(
  { code, rules }: Program,
  { txTests: { ofRule, tests }, selections, plans }: Pick<LinkedProgram, 'txTests' | 'selections' | 'plans'>,
): readonly (PlainRule | null)[] {
  const plain: (PlainRule | null)[] = rules.map(() => null)
  for (let at = 0; at < code.length; at += 1 + opcodes[code[at]!]!.operands.length) {
    if (code[at] !== Op.rule) continue
    const number = code[at + 1]!
    const rule = rules[number]!
    const texts = [rule.message ?? [''], rule.data ?? [''], ...rule.tags]
    if (ofRule[number]! < 0 || !leavesNoTrace(rule) || texts.some((text) => literal(text) === null)) continue
    // select, match without flags, each, unless, finish, and jump or the next rule
    const [select, match, each, unless, finish] = [at + 3, at + 5, at + 10, at + 12, at + 14]
    if (code[each] !== Op.each || code[unless] !== Op.unless || code[finish] !== Op.finish) continue
    if ((code[match + 3]! & ~MatchFlag.negated) !== 0) continue
    const behind = finish + 2
    const next = code[behind] === Op.jump ? code[behind + 1]! : behind
    const place = code[next] === Op.rule ? plans.placeOf[code[next + 1]!]! : -1
    plain[number] = new PlainRule(
      rule,
      tests[ofRule[number]!]!.key,
      match,
      next,
      place,
      selections[code[select + 1]!]!.items[0]!,
    )
  }
  return plain
}

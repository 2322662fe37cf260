import { dialects, type Program, type RemovedTarget, type RuleChanges } from '@secrule/program'
import { takesOut } from './selection.js'
import type { Target } from './target.js'

/** What `#removed` holds, less one; 0 is a rule that is there. */
const removals = ['id', 'tag', 'message'] as const
const none: readonly RemovedTarget[] = []
const marksOf = new WeakMap<readonly number[], Uint8Array>()

/** What ctl took out for this transaction: whole rules, and targets of rules. */
export class TransactionRuleChanges implements RuleChanges {
  readonly #program: Program
  #removed: Uint8Array | null = null
  #targets: { readonly starters: Uint8Array; readonly target: RemovedTarget }[] | null = null
  /** All changes in their order, as the lists and targets that actions hold. */
  #changes: readonly unknown[] = none

  constructor(program: Program) {
    this.#program = program
  }

  /** What was changed so far: to be compared with `areThese` of other transactions. */
  get list(): readonly unknown[] {
    return this.#changes
  }

  /** Whether just these changes were made, in this order. */
  areThese(list: readonly unknown[]): boolean {
    const changes = this.#changes
    if (changes === list) return true
    if (changes.length !== list.length) return false
    for (let place = 0; place < changes.length; place++) if (changes[place] !== list[place]) return false
    return true
  }

  /** How the ctl action that took a rule out named it. */
  removalOf(rule: number): 'id' | 'tag' | 'message' {
    return removals[(this.#removed?.[rule] ?? 1) - 1]!
  }

  isRemoved(rule: number): boolean {
    return this.#removed !== null && this.#removed[rule] !== 0
  }

  /** What was taken out of a rule, or of the chain that it is a link of. */
  targetsOf(rule: number): readonly RemovedTarget[] {
    if (this.#targets === null) return none
    const { starter } = this.#program.rules[rule]!
    if (rule !== starter && !dialects[this.#program.dialect].removalsReachLinks) return none
    let removed: RemovedTarget[] | null = null
    for (const { starters, target } of this.#targets) {
      if (starters[starter] === 0) continue
      if (removed === null) removed = [target]
      else removed.push(target)
    }
    return removed ?? none
  }

  /** What is left of the targets of a rule. */
  leftOf(targets: readonly Target[], rule: number): readonly Target[] {
    const removed = this.targetsOf(rule)
    if (removed.length === 0) return targets
    return targets.filter((target) => !removed.some((each) => takesOut(each, target)))
  }

  removeRules(rules: readonly number[], by: 'id' | 'tag' | 'message'): void {
    this.#removed ??= new Uint8Array(this.#program.rules.length)
    for (const rule of rules) this.#removed[rule] = removals.indexOf(by) + 1
    this.#changes = [...this.#changes, rules, by]
  }

  /** Takes the target out of the rules and of the links of their chains. */
  removeTarget(rules: readonly number[], target: RemovedTarget): void {
    this.#targets ??= []
    this.#targets.push({ starters: this.#marked(rules), target })
    this.#changes = [...this.#changes, rules, target]
  }

  /** The rules as marks, made once for the list that an action holds. */
  #marked(rules: readonly number[]): Uint8Array {
    let marks = marksOf.get(rules)
    if (marks === undefined) {
      marks = new Uint8Array(this.#program.rules.length)
      for (const rule of rules) marks[rule] = 1
      marksOf.set(rules, marks)
    }
    return marks
  }
}

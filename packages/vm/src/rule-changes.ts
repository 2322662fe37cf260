import type { Program, RemovedTarget, RuleChanges } from '@secrule/program'

/** What `#removed` holds, less one; 0 is a rule that is there. */
const removals = ['id', 'tag', 'message'] as const
const none: readonly RemovedTarget[] = []

/** What ctl took out for this transaction: whole rules, and targets of rules. */
export class TransactionRuleChanges implements RuleChanges {
  readonly #program: Program
  #removed: Uint8Array | null = null
  #targets: Map<number, RemovedTarget[]> | null = null

  constructor(program: Program) {
    this.#program = program
  }

  /** How the ctl action that took a rule out named it. */
  removalOf(rule: number): 'id' | 'tag' | 'message' {
    return removals[(this.#removed?.[rule] ?? 1) - 1]!
  }

  isRemoved(rule: number): boolean {
    return this.#removed !== null && this.#removed[rule] !== 0
  }

  targetsOf(rule: number): readonly RemovedTarget[] {
    return this.#targets === null ? none : (this.#targets.get(rule) ?? none)
  }

  removeRules(rules: readonly number[], by: 'id' | 'tag' | 'message'): void {
    this.#removed ??= new Uint8Array(this.#program.rules.length)
    for (const rule of rules) this.#removed[rule] = removals.indexOf(by) + 1
  }

  /** Takes the target out of the rules and of the links of their chains. */
  removeTarget(rules: readonly number[], target: RemovedTarget): void {
    this.#targets ??= new Map()
    for (const starter of rules) {
      for (let rule = starter; this.#program.rules[rule]?.starter === starter; rule++) {
        const there = this.#targets.get(rule)
        if (there === undefined) this.#targets.set(rule, [target])
        else there.push(target)
      }
    }
  }
}

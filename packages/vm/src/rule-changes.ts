import type { Program, RemovedTarget, RuleChanges } from '@secrule/program'

const none: readonly RemovedTarget[] = []

/** What ctl took out for this transaction: whole rules, and targets of rules. */
export class TransactionRuleChanges implements RuleChanges {
  readonly #program: Program
  #removed: Uint8Array | null = null
  #targets: Map<number, RemovedTarget[]> | null = null

  constructor(program: Program) {
    this.#program = program
  }

  isRemoved(rule: number): boolean {
    return this.#removed !== null && this.#removed[rule] === 1
  }

  targetsOf(rule: number): readonly RemovedTarget[] {
    return this.#targets === null ? none : (this.#targets.get(rule) ?? none)
  }

  removeRules(rules: readonly number[]): void {
    this.#removed ??= new Uint8Array(this.#program.rules.length)
    for (const rule of rules) this.#removed[rule] = 1
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

import { Op, opcodes, type RuleInfo } from '@secrule/program'
import {
  badPattern,
  captured,
  executing,
  executingScript,
  returned,
  runningAction,
  type SkipReason,
  skipped,
  targetValue,
  transformations,
  unconditional,
} from './debug-lines.js'
import type { LinkedChain } from './linked-chains.js'
import type { LinkedOperator } from './linked-operator.js'
import type { LinkedProgram } from './linked-program.js'
import type { Target } from './target.js'
import type { TransactionContext } from './transaction-context.js'

/** Tells the debug log what the machine does. Only asked while the transaction logs its steps. */
export class MachineTrace {
  readonly #linked: LinkedProgram
  readonly #context: TransactionContext

  constructor(linked: LinkedProgram, context: TransactionContext) {
    this.#linked = linked
    this.#context = context
  }

  /** A rule or link begins to look at its values. */
  condition(rule: RuleInfo, operator: LinkedOperator, selection: number): void {
    const { template, argument } = operator.use
    const expanded = template === null ? argument : this.#linked.expand(template, this.#context)
    const list = this.#linked.program.selections[selection]!
    this.#context.debug(4, () => executing(rule, operator, expanded, list))
    // @noMatch has an argument only where it stands for a pattern that does not compile.
    if (operator.definition.name === 'noMatch' && argument !== '') this.#context.debug(3, () => badPattern(argument))
  }

  /** A script is about to run that is the condition of its rule. */
  script(path: string): void {
    this.#context.debug(4, () => executingScript(path))
  }

  unconditional(rule: RuleInfo): void {
    this.#context.debug(4, () => unconditional(rule))
  }

  /** The operator is about to look at a value. */
  value(target: Target, text: string, chain: LinkedChain): void {
    for (const line of transformations(target.text, chain)) this.#context.debug(9, () => line)
    this.#context.debug(9, () => targetValue(target, text))
  }

  /** The operator's captures went into TX. */
  captured(operator: LinkedOperator, captures: readonly (string | undefined)[]): void {
    captures.forEach((text, group) => {
      if (text !== undefined) this.#context.debug(7, () => captured(operator, group, text))
    })
  }

  returned(matched: boolean): void {
    this.#context.debug(4, () => returned(matched))
  }

  action(name: string): void {
    this.#context.debug(9, () => runningAction(name))
  }

  /** ctl took the rule out. */
  removed(rule: number): void {
    const { id } = this.#linked.program.rules[rule]!
    const reason = this.#context.changes.removalOf(rule)
    this.#context.debug(9, () => skipped(id, `ctl-${reason}`))
  }

  /** Rules that directives took out of the phase. They are not in the code, so they are told of where it begins. */
  phase(phase: number): void {
    for (const rule of this.#linked.program.removed) {
      if (rule.phase === phase) this.#context.debug(9, () => skipped(rule.id, rule.by))
    }
  }

  /** The machine leaves out what stands between two addresses: skip or skipAfter. */
  jumped(from: number, to: number): void {
    const marker = this.#linked.program.markers.find(({ address }) => address === to)
    this.#skippedRules(from, to, marker === undefined ? 'skip' : 'marker', marker?.label)
  }

  /** The machine leaves the rest of the phase out. */
  halted(from: number): void {
    if (this.#context.allowed !== null) this.#skippedRules(from, this.#linked.program.code.length, 'allow')
    else if (this.#context.interruption !== null) {
      this.#context.debug(8, () => 'Skipping this phase as this request was already intercepted.')
    }
  }

  #skippedRules(from: number, to: number, reason: SkipReason, label?: string): void {
    const { code, rules } = this.#linked.program
    for (let at = from; at < to && code[at] !== Op.end; at += 1 + opcodes[code[at]!]!.operands.length) {
      if (code[at] !== Op.rule) continue
      const { id } = rules[code[at + 1]!]!
      this.#context.debug(9, () => skipped(id, reason, label))
    }
  }
}

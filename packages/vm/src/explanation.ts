import type { Interruption } from '@secrule/program'
import type { MatchedTarget } from './match-log.js'
import type { TransactionContext } from './transaction-context.js'

/** One value that matched, and its way there. All texts are byte strings. */
export interface ExplainedMatch {
  /** `ARGS:a` */
  readonly variable: string
  readonly original: string
  /** Every transformation in order with what it made of the value. */
  readonly steps: readonly { readonly transformation: string; readonly value: string }[]
  /** What the operator was given. */
  readonly value: string
  readonly operator: string
  readonly argument: string
  readonly negated: boolean
  /** The part of the value that the operator found, where it can tell. */
  readonly matched: string | null
  /** Place of the rule or link in whose list the variable stands. */
  readonly file: string
  readonly line: number
}

/** A rule that matched. */
export interface ExplainedRule {
  readonly id: number
  readonly phase: number
  readonly file: string
  readonly line: number
  readonly message: string
  readonly data: string
  readonly severity: number | null
  readonly tags: readonly string[]
  readonly logged: boolean
  readonly disruptive: boolean
  readonly matches: readonly ExplainedMatch[]
}

/** What happened to a transaction and why. */
export interface Explanation {
  readonly id: string
  readonly interruption: Interruption | null
  readonly rules: readonly ExplainedRule[]
}

/** Builds the explanation from the match log: transformations are run again to show each step. */
export function explain(context: TransactionContext): Explanation {
  return {
    id: context.id,
    interruption: context.interruption,
    rules: context.log.map(({ rule, phase, message, data, tags, targets, outcome }) => ({
      id: rule.id,
      phase,
      file: rule.file,
      line: rule.line,
      message: message.text,
      data: data.text,
      severity: rule.severity,
      tags: tags.map(({ text }) => text),
      logged: rule.log,
      disruptive: outcome !== null,
      matches: targets.map((target) => explainTarget(target, context)),
    })),
  }
}

function explainTarget(target: MatchedTarget, context: TransactionContext): ExplainedMatch {
  const steps: { transformation: string; value: string }[] = []
  let value = target.original
  for (const step of context.linked.chains[target.chain]?.path ?? []) {
    if (value === target.value && target.rule.multiMatch) break
    value = step.run(value)
    steps.push({ transformation: step.name, value })
  }
  return {
    variable: target.key === '' ? target.variable : `${target.variable}:${target.key}`,
    original: target.original,
    steps,
    value: target.value,
    operator: target.operator?.definition.name ?? '',
    argument: target.operator?.use.argument ?? '',
    negated: target.negated,
    matched: target.found,
    file: target.rule.file,
    line: target.rule.line,
  }
}

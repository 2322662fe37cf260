import {
  type CtlDefinition,
  ctl,
  type Documented,
  isDiagnostic,
  problem,
  type RemovedTarget,
  subspan,
} from '@secrule/program'
import { removedTargets } from './removed-targets.js'
import { type RuleNaming, type RuleSelector, resolveRules, ruleSelector, selectedRules } from './rule-selector.js'

/** The rules and what is taken out of each of them. */
interface TargetRemoval {
  readonly rules: RuleSelector
  readonly targets: readonly RemovedTarget[]
}

/** An option that takes targets out of rules for the rest of the transaction: `RULES;TARGET`. */
export function targetRemoval(definition: Documented & { readonly by: RuleNaming }): CtlDefinition {
  const { by, ...documentation } = definition
  return ctl<TargetRemoval>({
    ...documentation,
    lastPhase: 5,
    repeatable: true,
    compile: (value, span, context) => {
      const split = value.indexOf(';')
      if (split < 0) {
        return problem(
          span,
          'bad-value',
          value,
          `ctl:${definition.name}`,
          'write the rules, `;`, and the target: `RULES;ARGS:name`',
        )
      }
      const rules = ruleSelector(by, definition.name, value.slice(0, split), subspan(span, 0, split), context)
      if (isDiagnostic(rules)) return rules
      if (context.dialect.singleIds && rules.by === 'id' && !/^\s*\d+\s*$/.test(value.slice(0, split))) {
        return problem(
          subspan(span, 0, split),
          'bad-value',
          value.slice(0, split),
          `ctl:${definition.name}`,
          'write one id',
        )
      }
      const targets = removedTargets(value.slice(split + 1), subspan(span, split + 1, value.length), context.dialect)
      return isDiagnostic(targets) ? targets : { rules, targets }
    },
    resolve: ({ rules, targets }, table) => ({ rules: resolveRules(rules, table), targets }),
    run: ({ rules, targets }, transaction) => {
      for (const target of targets) transaction.rules.removeTarget(selectedRules(rules), target)
    },
  })
}

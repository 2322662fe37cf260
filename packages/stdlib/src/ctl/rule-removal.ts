import { type CtlDefinition, ctl, type Documented } from '@secrule/program'
import { type RuleNaming, type RuleSelector, resolveRules, ruleSelector, selectedRules } from './rule-selector.js'

/** An option that takes whole rules out for the rest of the transaction. */
export function ruleRemoval(definition: Documented & { readonly by: RuleNaming }): CtlDefinition {
  const { by, ...documentation } = definition
  return ctl<RuleSelector>({
    ...documentation,
    lastPhase: 5,
    repeatable: true,
    compile: (value, span, context) => ruleSelector(by, definition.name, value, span, context),
    resolve: resolveRules,
    run: (selector, transaction) => transaction.rules.removeRules(selectedRules(selector), by),
  })
}

import { type Diagnostic, problem, withRelated } from '@secrule/program'
import type { Report } from './report.js'
import type { Rule, RuleAction } from './ruleset.js'

/** Reports the actions that a rule inside a chain cannot have. */
export function checkLink(actions: readonly RuleAction[], starter: Rule, report: Report): void {
  for (const action of actions) {
    if (action.definition.inLink) continue
    report.add(withRelated(misplaced(action, starter), starter.span, 'the chain begins here'))
  }
}

function misplaced({ definition, span }: RuleAction, starter: Rule): Diagnostic {
  if (definition.name === 'id') return problem(span, 'id-in-link')
  if (definition.name === 'phase') return problem(span, 'phase-in-link', String(starter.phase))
  return problem(span, definition.group === 'flow' ? 'skip-in-link' : 'disruptive-in-link', definition.name)
}

import { type Diagnostic, type Dialect, problem, withRelated } from '@secrule/program'
import type { Report } from './report.js'
import type { Rule, RuleAction } from './ruleset.js'

/** Reports the actions that a rule inside a chain cannot have. */
export function checkLink(actions: readonly RuleAction[], starter: Rule, dialect: Dialect, report: Report): void {
  for (const action of actions) {
    if (action.definition.inLink && (dialect.metadataInLinks || !describesRule(action))) continue
    report.add(withRelated(misplaced(action, starter), starter.span, 'the chain begins here'))
  }
}

/** Metadata that only a rule with an id can have. */
function describesRule({ definition }: RuleAction): boolean {
  return definition.group === 'metadata' && definition.name !== 'tag'
}

function misplaced({ definition, span }: RuleAction, starter: Rule): Diagnostic {
  if (definition.name === 'id') return problem(span, 'id-in-link')
  if (definition.inLink)
    return problem(span, 'unsupported', `\`${definition.name}\` inside a chain`, 'the first rule has it')
  if (definition.name === 'phase') return problem(span, 'phase-in-link', String(starter.phase))
  return problem(span, definition.group === 'flow' ? 'skip-in-link' : 'disruptive-in-link', definition.name)
}

import { blankRule, type RuleDraft } from '@secrule/program'
import type { Rule, RuleAction } from './ruleset.js'

/** What a list of actions says about its rule. */
export function describe(actions: readonly RuleAction[]): RuleDraft {
  const draft = blankRule()
  for (const { definition, constant } of actions) definition.describe?.(constant, draft)
  return draft
}

/** The same for a rule, with the place it stands at. */
export function describeRule(rule: Rule): RuleDraft {
  const draft = describe(rule.actions)
  draft.id = rule.id
  draft.phase = rule.phase
  draft.file = rule.span.file.name
  draft.line = rule.line
  draft.endLine = rule.endLine
  draft.text = oneLine(rule.span.file.text.slice(rule.span.start, rule.span.end))
  return draft
}

/** The transformations of a rule in order: `t:none` drops what stands before it, `t:-name` takes that name out. */
export function transformationsOf(rule: Rule): readonly string[] {
  let names: string[] = []
  for (const { definition, constant } of rule.actions) {
    if (definition.name !== 't') continue
    const step = constant as { readonly transformation?: string; readonly remove?: string }
    if (step.remove !== undefined) names = names.filter((name) => name !== step.remove)
    else if (step.transformation === 'none') names = []
    else if (step.transformation !== undefined) names.push(step.transformation)
  }
  return names
}

/** A directive with its continued lines put together: what stands around a line break is one space. */
function oneLine(text: string): string {
  return text.trim().replace(/[ \t]*\\?\r?\n[ \t]*/g, ' ')
}

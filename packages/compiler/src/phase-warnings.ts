import { type Constant, problem, type Span, subspan } from '@secrule/program'
import { ctlOptions, variables } from '@secrule/stdlib'
import type { Report } from './report.js'
import type { RuleAction, RuleOperator } from './ruleset.js'

/**
 * Warns of what comes too early or too late for a phase: macros of variables that have no value yet, options of ctl
 * that no longer have an effect, actions that would stop a transaction which is over.
 */
export function warnOfPhase(
  actions: readonly RuleAction[],
  operator: RuleOperator | null,
  phase: number,
  report: Report,
): void {
  if (operator !== null) warnOfMacros(operator.argument, operator.argumentSpan, operator.template, phase, report)
  for (const { definition, constant, written, valueSpan } of actions) {
    warnOfMacros(written, valueSpan, constant, phase, report)
    if (definition.name !== 'ctl') continue
    const { option } = constant as { readonly option: string }
    const last = ctlOptions.get(option)?.lastPhase ?? 5
    if (phase > last) {
      report.add(problem(subspan(valueSpan, 0, written.indexOf('=')), 'ctl-phase', option, String(last)))
    }
  }
  if (phase !== 5) return
  const disruptive = actions.findLast(({ definition }) => definition.group === 'disruptive')
  if (disruptive === undefined || ['pass', 'allow', 'block'].includes(disruptive.definition.name)) return
  report.add(problem(disruptive.span, 'phase5-disruptive', disruptive.definition.name))
}

/** `constant` is what the text became: a text that only looks like a macro is none. */
function warnOfMacros(text: string, span: Span, constant: Constant, phase: number, report: Report): void {
  if (!text.includes('%{')) return
  const referred = new Set<string>()
  collectReferences(constant, referred)
  for (const macro of text.matchAll(/%\{(\w+)/g)) {
    const definition = variables.get(macro[1]!)
    if (definition === null || definition.phase <= phase || !referred.has(definition.name)) continue
    const from = macro.index + 2
    const place = subspan(span, from, from + macro[1]!.length)
    report.add(problem(place, 'variable-phase', definition.name, String(definition.phase)))
  }
}

function collectReferences(constant: Constant, found: Set<string>): void {
  if (typeof constant !== 'object' || constant === null || ArrayBuffer.isView(constant)) return
  if ('variable' in constant) found.add(String(constant.variable))
  for (const part of Object.values(constant)) collectReferences(part, found)
}

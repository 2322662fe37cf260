import { type ActionDefinition, type CompileContext, isDiagnostic, problem } from '@secrule/program'
import { actions, unavailable } from '@secrule/stdlib'
import type { Action } from '@secrule/syntax'
import type { Report } from './report.js'
import type { RuleAction } from './ruleset.js'

/** Checks and compiles an action list. What is wrong is left out and reported. */
export function resolveActions(
  list: readonly Action[],
  context: CompileContext,
  report: Report,
): readonly RuleAction[] {
  const found: RuleAction[] = []
  for (const item of list) {
    const action = resolveAction(item, context, report)
    if (action !== null) found.push(action)
  }
  warnSeveralDisruptive(found, report)
  return found
}

function resolveAction(item: Action, context: CompileContext, report: Report): RuleAction | null {
  const name = item.name.value
  const definition = actions.get(name)
  if (definition === null) {
    report.add(problem(item.name.span, 'unknown-action', name, actions.near(name) ?? ''))
    return null
  }
  const missing = unavailable('actions', definition.name, name, item.name.span, context.dialect)
  if (missing !== null) {
    report.add(missing)
    return null
  }
  const value = item.value
  if (definition.argument === 'none' && value !== null) {
    report.add(problem(value.span, 'unexpected-value', definition.name))
    return null
  }
  if (definition.argument === 'required' && value === null) {
    report.add(problem(item.name.span, 'missing-value', definition.name, rightForm(definition)))
    return null
  }
  const valueSpan = value?.span ?? item.name.span
  const constant = definition.compile(value?.value ?? null, valueSpan, context)
  if (!isDiagnostic(constant)) {
    return { definition, constant, written: value?.value ?? '', span: item.name.span, valueSpan }
  }
  report.add(constant)
  return null
}

function rightForm(definition: ActionDefinition): string {
  return definition.example === undefined
    ? `write \`${definition.name}:…\``
    : `for example: ${definition.example.split('\n')[0]}`
}

function warnSeveralDisruptive(list: readonly RuleAction[], report: Report): void {
  const disruptive = list.filter((each) => each.definition.group === 'disruptive' && each.definition.name !== 'pause')
  const last = disruptive.at(-1)
  if (last !== undefined && disruptive.length > 1)
    report.add(problem(last.span, 'several-disruptive', last.definition.name))
}

/** The last action of a name in a list, or null. */
export function lastNamed(list: readonly RuleAction[], name: string): RuleAction | null {
  return list.findLast((each) => each.definition.name === name) ?? null
}

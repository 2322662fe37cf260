import { type Dialect, problem, type SelectionItem, subspan, type VariableDefinition } from '@secrule/program'
import { compilePattern } from '@secrule/regex'
import { lowerCase, unavailable, variables } from '@secrule/stdlib'
import type { Selector, Text, Variable } from '@secrule/syntax'
import type { Report } from './report.js'

/** Flags of a regular expression in a selector: without case, `.` for every byte, `$` at the very end only. */
export const selectorFlags = { dotAll: true, multiline: false, dollarEndOnly: true, caseless: true } as const

/**
 * Checks a variable list and gives its items by canonical names. What is wrong is left out and reported; a variable
 * that has no value yet in the rule's phase is warned of.
 */
export function resolveTargets(
  list: readonly Variable[],
  phase: number,
  dialect: Dialect,
  report: Report,
): readonly SelectionItem[] {
  const items: SelectionItem[] = []
  for (const variable of list) {
    const item = resolveTarget(variable, dialect, report)
    if (item === null) continue
    items.push(item)
    warnOfEarlyTarget(variable, item, phase, report)
  }
  return items
}

/** Warns of a target that has no value yet in a phase. */
export function warnOfEarlyTarget(variable: Variable, item: SelectionItem, phase: number, report: Report): void {
  const definition = variables.get(item.variable)
  if (definition === null || item.mode === 'exclude' || definition.phase <= phase) return
  report.add(problem(variable.name.span, 'variable-phase', item.variable, String(definition.phase)))
}

export function resolveTarget(variable: Variable, dialect: Dialect, report: Report): SelectionItem | null {
  const definition = variables.get(variable.name.value)
  if (definition === null) {
    const name = variable.name.value
    const dotted = dialect.dotSelectors ? withColon(variable) : null
    if (dotted !== null) return resolveTarget(dotted, dialect, report)
    report.add(problem(variable.name.span, 'unknown-variable', name, variables.near(name) ?? ''))
    return null
  }
  const missing = unavailable('variables', definition.name, definition.name, variable.name.span, dialect)
  if (missing !== null) report.add(missing)
  if (missing?.severity === 'error') return null
  const { selector } = variable
  const item = { mode: variable.mode, variable: definition.name, key: null, written: null, pattern: null }
  if (selector === null) return item
  if (definition.selector === 'none') {
    report.add(problem(selector.span, 'selector-on-scalar', definition.name))
    return null
  }
  return { ...item, ...selectorFields(selector, definition, dialect, report) }
}

/** `TX.name` as `TX:name`; null when it is no such form. */
function withColon(variable: Variable): Variable | null {
  const { value, span } = variable.name
  const dot = value.indexOf('.')
  if (dot <= 0 || dot === value.length - 1 || variable.selector !== null) return null
  const part = (from: number, to: number): Text => ({
    ...variable.name,
    value: value.slice(from, to),
    span: subspan(span, from, to),
  })
  const key = part(dot + 1, value.length)
  return { ...variable, name: part(0, dot), selector: { kind: 'key', key, span: key.span } }
}

function selectorFields(
  selector: Selector,
  definition: VariableDefinition,
  dialect: Dialect,
  report: Report,
): Pick<SelectionItem, 'key' | 'written' | 'pattern'> {
  switch (selector.kind) {
    case 'xpath': {
      const isTaken = dialect.xmlPaths?.includes(selector.expression.value) ?? true
      if (!isTaken) {
        const why = `the engine of this dialect takes ${dialect.xmlPaths?.join(' and ')}`
        report.add(problem(selector.span, 'unsupported', `\`${selector.expression.value}\``, why))
      }
      const fault = definition.checkKey?.(selector.expression.value) ?? null
      if (fault !== null) report.add(problem(selector.span, 'xpath', selector.expression.value, fault))
      return { key: selector.expression.value, written: selector.expression.value, pattern: null }
    }
    case 'key': {
      const written = selector.key.value
      const { ruleKeys } = dialect
      if (definition.name === 'RULE' && ruleKeys !== null && !ruleKeys.includes(written.toLowerCase())) {
        report.add(problem(selector.span, 'unsupported', `\`RULE:${written}\``, 'the engine of this dialect lacks it'))
      }
      const exact = dialect.caseSensitiveArguments && definition.caseSensitiveKeys === true
      return { key: exact ? written : lowerCase(written), written, pattern: null }
    }
    case 'regex': {
      const pattern = selector.pattern.value
      const compiled = compilePattern(pattern, selectorFlags)
      if (compiled.kind === 'problem') {
        const { offset } = compiled
        report.add(problem(subspan(selector.pattern.span, offset, offset + 1), 'bad-regex', compiled.message))
      }
      return { key: null, written: null, pattern }
    }
    default:
      return selector satisfies never
  }
}

import { type CompileContext, type Dialect, type Documented, isDiagnostic, problem } from '@secrule/program'
import { hasMacros, operators, parseTemplate, unavailable } from '@secrule/stdlib'
import type { Operator, Text } from '@secrule/syntax'
import type { Report } from './report.js'
import type { RuleOperator } from './ruleset.js'

/** Checks and compiles the operator of a rule; null when it is not usable. */
export function resolveOperator(
  operator: Operator,
  context: CompileContext,
  era: number,
  report: Report,
): RuleOperator | null {
  const name = operator.name?.value ?? 'rx'
  const { dialect } = context
  const definition = operators.get(name)
  const place = operator.name?.span ?? operator.span
  const missing = definition === null ? null : unavailable('operators', definition.name, `@${name}`, place, dialect)
  const isMiswritten = dialect.exactNames && operator.name !== null && definition !== null && !hasName(definition, name)
  if (definition === null || missing !== null || isMiswritten) {
    const found = missing ?? problem(place, 'unknown-operator', name, definition?.name ?? operators.near(name) ?? '')
    const isRefused = definition !== null && dialect.refusedOperators.includes(definition.name)
    if (operator.name === null || !dialect.unknownOperatorIsPattern || isRefused) {
      report.add(found)
      return null
    }
    report.add({ ...found, severity: 'warning' })
    return resolveOperator(
      { ...operator, name: null, argument: wholeText(operator, operator.name) },
      context,
      era,
      report,
    )
  }
  const ignored = definition.argument === 'none'
  const argument = ignored ? '' : argumentOf(operator, dialect)
  const needsArgument =
    definition.argument === 'required'
      ? !dialect.mayBeEmpty.includes(definition.name)
      : dialect.mustNotBeEmpty.includes(definition.name)
  if (needsArgument && argument === '') {
    const right = definition.example === undefined ? '' : `for example: ${definition.example.split('\n')[0]}`
    report.add(problem(operator.span, 'missing-argument', `@${definition.name}`, right))
    return null
  }
  const { span, negated } = operator
  const use = { name: definition.name, negated, argument, argumentSpan: operator.argument.span, span, era }
  if (definition.macros && hasMacros(argument) && !dialect.withoutMacros.includes(definition.name)) {
    const template = parseTemplate(argument, operator.argument.span, context.dialect)
    if (!isDiagnostic(template)) return { ...use, constant: null, template }
    report.add(template)
    return null
  }
  const constant = definition.compile(argument, argument === '' ? place : operator.argument.span, context)
  if (isDiagnostic(constant)) {
    if (constant.code !== 'bad-regex' || !context.dialect.badPatternsNeverMatch) {
      report.add(constant)
      return null
    }
    report.add({ ...constant, severity: 'warning' })
    // An argument tells it from a @noMatch that was written: that one has none.
    return { ...use, name: 'noMatch', constant: null, template: null }
  }
  return { ...use, constant, template: null }
}

/** The argument with the white space that belongs to it. */
function argumentOf({ name, argument }: Operator, { operatorSpace }: Dialect): string {
  const { value, span } = argument
  if (operatorSpace === 'both ends') return value.replace(/[ \t]+$/, '')
  if (operatorSpace === 'all' || name === null) return value
  const between = span.file.text.slice(name.span.end, span.start)
  return /^[ \t]{2,}$/.test(between) ? between.slice(1) + value : value
}

function hasName({ name, aliases = [] }: Documented, written: string): boolean {
  return name === written || aliases.includes(written)
}

/** The text of an operator from its `@` on, as a pattern. */
function wholeText({ argument }: Operator, { value, span }: Text): Text {
  const { file } = span
  const between = file.text.slice(span.end, argument.span.start)
  const space = argument.value === '' ? '' : /^[ \t]+$/.test(between) ? between : ' '
  const place = { file, start: span.start - 1, end: Math.max(span.end, argument.span.end) }
  return { kind: 'text', value: `@${value}${space}${argument.value}`, span: place, quote: '' }
}

/** The script of a SecRuleScript, as the operator that runs scripts; null when it cannot be read. */
export function scriptOperator(file: Text, context: CompileContext, era: number, report: Report): RuleOperator | null {
  const { value: argument, span } = file
  const script = context.readFile(argument, span)
  if (!isDiagnostic(script)) {
    context.noteScript?.(script, span)
    return {
      name: 'inspectFile',
      negated: false,
      argument,
      argumentSpan: span,
      span,
      era,
      constant: { script },
      template: null,
    }
  }
  report.add(script)
  return null
}

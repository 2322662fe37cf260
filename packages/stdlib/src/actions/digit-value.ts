import { type Diagnostic, problem, type Span } from '@secrule/program'

/** `compile` of an action whose value is one digit. */
export function digitValue(name: string): (argument: string | null, span: Span) => number | Diagnostic {
  const right = `write \`${name}:1\` to \`${name}:9\``
  return (argument, span) => {
    if (argument === null || argument === '') return problem(span, 'missing-value', name, right)
    return /^\d$/.test(argument) ? Number(argument) : problem(span, 'bad-value', argument, name, right)
  }
}

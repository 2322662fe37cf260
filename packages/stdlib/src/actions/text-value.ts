import { type Diagnostic, problem, type Span } from '@secrule/program'

/** `compile` of an action whose value is plain text. `right` says what to write where there is none. */
export function textValue(
  name: string,
  right: string,
  empty: 'allowed' | 'refused' = 'refused',
): (argument: string | null, span: Span) => string | Diagnostic {
  return (argument, span) =>
    argument === null || (argument === '' && empty === 'refused')
      ? problem(span, 'missing-value', name, right)
      : argument
}

import { type Diagnostic, problem, type Span } from '@secrule/program'

/** The constant of an action that has nothing to say besides its name. */
export type NoValue = Readonly<Record<string, never>>

/** `compile` of an action that takes no value. */
export function noValue(name: string): (argument: string | null, span: Span) => NoValue | Diagnostic {
  return (argument, span) => (argument === null ? {} : problem(span, 'unexpected-value', name))
}

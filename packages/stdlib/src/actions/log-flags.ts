import { type CompileContext, type Diagnostic, type Dialect, problem, type Span } from '@secrule/program'

/** What an action says of the error log and the audit log; what it leaves out stays as it is. */
export interface LogFlags {
  readonly log?: boolean
  readonly audit?: boolean
}

/** `compile` of an action that takes no value and sets flags, which the dialects do in their own ways. */
export function logFlags(
  name: string,
  flags: (form: Dialect['logFlags']) => LogFlags,
): (argument: string | null, span: Span, context: CompileContext) => LogFlags | Diagnostic {
  return (argument, span, { dialect }) =>
    argument === null ? flags(dialect.logFlags) : problem(span, 'unexpected-value', name)
}

import { type CompileContext, type Diagnostic, problem, type Span, type Template } from '@secrule/program'
import { parseTemplate } from '../macro.js'

/** `compile` of an action whose value is a text with macros. `right` says what to write where there is none. */
export function templateValue(
  name: string,
  right: string,
  empty: 'allowed' | 'refused' = 'refused',
): (argument: string | null, span: Span, context: CompileContext) => Template | Diagnostic {
  return (argument, span, context) =>
    argument === null || (argument === '' && empty === 'refused')
      ? problem(span, 'missing-value', name, right)
      : parseTemplate(argument, span, context.dialect)
}

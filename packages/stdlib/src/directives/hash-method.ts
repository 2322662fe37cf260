import { type DirectiveDefinition, type Documented, directive, isDiagnostic, problem, subspan } from '@secrule/program'
import { selectorPatternProblem } from '../pattern-problem.js'
import { choice } from './choice.js'

/** A directive that chooses links of the response that get a token. */
export function hashMethod(
  definition: Documented & { readonly form: string; readonly by: 'rx' | 'pm' },
): DirectiveDefinition {
  const { by, ...documentation } = definition
  const place = choice(definition.name, 'HashHref', 'HashFormAction', 'HashLocation', 'HashIframeSrc', 'HashFrameSrc')
  return directive({
    ...documentation,
    words: [2, 2],
    group: 'setting',
    compile: (words, span) => {
      const where = place(words, span)
      if (isDiagnostic(where)) return where
      const argument = words[1]?.value ?? ''
      const argumentSpan = words[1]?.span ?? span
      if (argument.trim() === '')
        return problem(argumentSpan, 'bad-word', argument, definition.name, `write ${definition.form}`)
      const wrong = by === 'rx' ? selectorPatternProblem(argument) : null
      if (wrong !== null) {
        return problem(subspan(argumentSpan, wrong.offset ?? 0, argument.length), 'bad-regex', wrong.message)
      }
      return { place: where, by, argument }
    },
    apply: (method, settings) => {
      settings.hashMethods = [...settings.hashMethods, method]
    },
  })
}

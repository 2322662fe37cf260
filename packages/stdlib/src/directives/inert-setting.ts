import { type DirectiveDefinition, type Documented, directive, problem } from '@secrule/program'

/**
 * A directive that has nothing to act on here. It loads with a warning that says why, unless its value asks for
 * nothing (`harmless`).
 */
export function inertSetting(
  definition: Documented &
    Pick<DirectiveDefinition, 'form' | 'words'> & {
      readonly why: string
      readonly instead?: string
      /** The first word, in lower case, that needs no warning. */
      readonly harmless?: string
      /** The words that may stand first; any when there is no list. */
      readonly allowed?: readonly string[]
    },
): DirectiveDefinition {
  const { why, instead, harmless, allowed, ...documentation } = definition
  return directive({
    ...documentation,
    group: 'setting',
    compile: (words, span, context) => {
      const first = words[0]
      const text = first?.value ?? ''
      if (allowed !== undefined && !allowed.some((word) => word.toLowerCase() === text.toLowerCase())) {
        return problem(first?.span ?? span, 'bad-word', text, definition.name, `write ${allowed.join(', ')}`)
      }
      if (harmless !== text.toLowerCase()) {
        const parts = instead === undefined ? [] : [instead]
        context.warn(problem(span, 'no-effect', `\`${definition.name}\``, why, ...parts))
      }
      return words.map((word) => word.value)
    },
  })
}

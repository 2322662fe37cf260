import { type DirectiveDefinition, type Documented, directive, problem } from '@secrule/program'

/** A directive that takes one byte that divides. */
export function separatorSetting(
  definition: Documented & { readonly setting: 'argumentSeparator' | 'cookieV0Separator' },
): DirectiveDefinition {
  const { setting, ...documentation } = definition
  return directive({
    ...documentation,
    form: 'CHAR',
    words: [1, 1],
    group: 'setting',
    compile: (words, span) => {
      const text = words[0]?.value ?? ''
      return text.length === 1
        ? text
        : problem(words[0]?.span ?? span, 'bad-word', text, definition.name, 'write exactly one byte')
    },
    apply: (separator, settings) => {
      settings[setting] = separator
    },
  })
}

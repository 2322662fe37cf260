import { type DirectiveDefinition, type Documented, directive, problem } from '@secrule/program'

/** A directive that takes the mode of files as octal digits, or `default`. */
export function modeSetting(
  definition: Documented & {
    readonly setting: 'uploadFileMode' | 'auditLogDirMode' | 'auditLogFileMode'
    /** What `default` stands for. */
    readonly usual: number
  },
): DirectiveDefinition {
  const { setting, usual, ...documentation } = definition
  return directive({
    ...documentation,
    form: 'OCTAL|default',
    words: [1, 1],
    group: 'setting',
    compile: (words, span) => {
      const text = words[0]?.value ?? ''
      if (text.toLowerCase() === 'default') return usual
      return /^[0-7]{3,4}$/.test(text)
        ? Number.parseInt(text, 8)
        : problem(
            words[0]?.span ?? span,
            'bad-word',
            text,
            definition.name,
            'write octal digits such as `0600`, or `default`',
          )
    },
    apply: (mode, settings) => {
      settings[setting] = mode
    },
  })
}

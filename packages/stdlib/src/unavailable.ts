import { type Diagnostic, type Dialect, type ElementNames, problem, type Span } from '@secrule/program'

/** How the engine of a dialect takes an element, by the name of its definition. */
export function standing(kind: keyof ElementNames, name: string, dialect: Dialect): 'works' | 'idle' | 'unknown' {
  return dialect.unknown[kind].includes(name) ? 'unknown' : dialect.idle[kind].includes(name) ? 'idle' : 'works'
}

/** What to say of an element that the dialect's engine lacks (an error), or takes without any effect (a warning); else null. */
export function unavailable(
  kind: keyof ElementNames,
  name: string,
  shown: string,
  span: Span,
  dialect: Dialect,
): Diagnostic | null {
  switch (standing(kind, name, dialect)) {
    case 'unknown':
      return problem(span, 'unsupported', `\`${shown}\``, 'the engine of this dialect lacks it')
    case 'idle': {
      const why = kind === 'variables' ? 'the engine of this dialect never fills it' : 'this dialect ignores it'
      return problem(span, 'no-effect', `\`${shown}\``, why)
    }
    default:
      return null
  }
}

/** The error for a word that the dialect's engine refuses, or null. `of` is the directive, or `ctl:` and the option. */
export function refusedWord(of: string, word: string, span: Span, dialect: Dialect): Diagnostic | null {
  const refused = dialect.refusedWords[of]?.includes(word.toLowerCase()) === true
  return refused ? problem(span, 'unsupported', `\`${of} ${word}\``, 'the engine of this dialect refuses it') : null
}

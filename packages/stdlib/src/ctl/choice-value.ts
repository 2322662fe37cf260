import { type Diagnostic, problem, type Span } from '@secrule/program'

/**
 * `compile` of an option that takes one word of a list, compared without case. Gives the word as the list spells it.
 */
export function choiceValue<W extends string>(
  name: string,
  ...words: readonly W[]
): (value: string, span: Span) => W | Diagnostic {
  return (value, span) => {
    const lower = value.trim().toLowerCase()
    return (
      words.find((word) => word.toLowerCase() === lower) ??
      problem(span, 'bad-value', value, `ctl:${name}`, `write ${words.join(', ')}`)
    )
  }
}

import { type Diagnostic, problem, type Span, type Word } from '@secrule/program'

/** `compile` of a directive whose first word is one of a list, compared without case. Gives it as the list spells it. */
export function choice<W extends string>(
  name: string,
  ...allowed: readonly W[]
): (words: readonly Word[], span: Span) => W | Diagnostic {
  return (words, span) => {
    const word = words[0]
    const lower = word?.value.toLowerCase()
    return (
      allowed.find((each) => each.toLowerCase() === lower) ??
      problem(word?.span ?? span, 'bad-word', word?.value ?? '', name, `write ${allowed.join(', ')}`)
    )
  }
}

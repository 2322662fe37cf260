import { type Diagnostic, problem, type Span, type Word } from '@secrule/program'

/** `compile` of a directive whose first word is any text but an empty one. */
export function textWord(name: string): (words: readonly Word[], span: Span) => string | Diagnostic {
  return (words, span) => words[0]?.value || problem(words[0]?.span ?? span, 'bad-word', '', name, 'write a text')
}

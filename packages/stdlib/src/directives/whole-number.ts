import { type Diagnostic, problem, type Span, type Word } from '@secrule/program'

/** `compile` of a directive whose first word is a decimal number without sign. */
export function wholeNumber(
  name: string,
  least: number,
  most: number,
): (words: readonly Word[], span: Span) => number | Diagnostic {
  const right = `write a whole number from ${least} to ${most}`
  return (words, span) => {
    const text = words[0]?.value ?? ''
    const place = words[0]?.span ?? span
    if (!/^\d+$/.test(text)) return problem(place, 'bad-number', text, right)
    const number = Number(text)
    return number >= least && number <= most ? number : problem(place, 'bad-word', text, name, right)
  }
}

import { type Diagnostic, problem } from '@secrule/program'
import type { Operator, Text } from './ast.js'
import { type MappedText, mappedFrom, spanIn, textIn } from './mapped-text.js'
import { readTree } from './read-tree.js'
import { endOf, tokenOf, tokensOf } from './tree-parts.js'

/** Reads an operator such as `!@rx ^a`; null when it is not one. */
export function parseOperator(text: Text): { operator: Operator | null; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  return { operator: readOperator(mappedFrom(text), diagnostics), diagnostics }
}

/** The same on text that was just cut out of a line. */
export function readOperator(mapped: MappedText, diagnostics: Diagnostic[]): Operator | null {
  const tree = readTree(mapped, 'operator', 'operator', diagnostics)
  const length = mapped.text.length
  const span = spanIn(mapped, 0, length)
  const bangs = tokensOf(tree, 'Bang')
  if (bangs.length > 1) {
    const all = spanIn(mapped, bangs[0]!.startOffset, endOf(bangs.at(-1)!))
    diagnostics.push(
      problem(all, 'repeated-sign', '!', 'write it once; a regular expression that begins with it is written `@rx !…`'),
    )
    return null
  }
  const negated = bangs.length === 1
  const nameToken = tokenOf(tree, 'OperatorName')
  if (nameToken === undefined) {
    const from = tokenOf(tree, 'Pattern')?.startOffset ?? length
    return { kind: 'operator', negated, name: null, argument: textIn(mapped, from, length), span }
  }
  const nameEnd = endOf(nameToken)
  if (nameToken.image === '@') {
    diagnostics.push(problem(spanIn(mapped, nameToken.startOffset, nameEnd), 'missing-operator-name'))
    return null
  }
  const name = textIn(mapped, nameToken.startOffset + 1, nameEnd)
  const from = tokenOf(tree, 'Argument')?.startOffset ?? length
  return { kind: 'operator', negated, name, argument: textIn(mapped, from, length), span }
}

import { type Diagnostic, problem } from '@secrule/program'
import type { CstNode, IToken } from 'chevrotain'
import type { Action, Text } from './ast.js'
import { escapesIn } from './escapes.js'
import { type MappedText, mappedFrom, spanIn, textIn, wholeText, withoutBytes } from './mapped-text.js'
import { readTree } from './read-tree.js'
import { scanQuoted } from './scan.js'
import { isEmpty, superfluousSeparators } from './superfluous-separators.js'
import { ownStyle, type SyntaxStyle } from './syntax-style.js'
import { endOf, partOf, partsOf, tokenOf, tokensOf } from './tree-parts.js'

/** Reads an action list such as `id:1,phase:2,msg:'text'`. What is wrong is reported, and kept as far as it was understood. */
export function parseActionList(text: Text): { actions: readonly Action[]; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  return { actions: readActionList(mappedFrom(text), diagnostics), diagnostics }
}

/** The same on text that was just cut out of a line. */
export function readActionList(mapped: MappedText, diagnostics: Diagnostic[], style = ownStyle): Action[] {
  const tree = readTree(mapped, 'actions', 'actionList', diagnostics)
  const nodes = partsOf(tree, 'action')
  for (const place of superfluousSeparators(nodes, tokensOf(tree, 'Comma'))) {
    diagnostics.push(problem(spanIn(mapped, place, Math.min(place + 1, mapped.text.length)), 'empty-action'))
  }
  return nodes.flatMap((node) => (isEmpty(node) ? [] : (readAction(node, mapped, diagnostics, style) ?? [])))
}

function readAction(node: CstNode, mapped: MappedText, diagnostics: Diagnostic[], style: SyntaxStyle): Action | null {
  const nameToken = tokenOf(node, 'ActionName')
  const colon = tokenOf(node, 'ValueColon') ?? tokenOf(node, 'EmptyValueColon')
  if (nameToken === undefined) {
    const from = colon?.startOffset ?? 0
    diagnostics.push(problem(spanIn(mapped, from, from + 1), 'missing-action-name'))
    return null
  }
  const start = nameToken.startOffset
  const name = textIn(mapped, start, endOf(nameToken))
  if (colon === undefined) {
    return { kind: 'action', name, value: null, span: spanIn(mapped, start, endOf(nameToken)) }
  }
  const valueNode = partOf(node, 'value')
  if (valueNode === undefined) {
    const end = endOf(colon)
    return { kind: 'action', name, value: textIn(mapped, end, end), span: spanIn(mapped, start, end) }
  }
  const { value, end } = readValue(valueNode, mapped, diagnostics, style)
  return { kind: 'action', name, value, span: spanIn(mapped, start, end) }
}

function readValue(
  node: CstNode,
  mapped: MappedText,
  diagnostics: Diagnostic[],
  { valueEscapes }: SyntaxStyle,
): { value: Text; end: number } {
  const [kind, found] = Object.entries(node.children)[0]!
  const token = found[0] as IToken
  const { image, startOffset: from } = token
  const end = endOf(token)
  if (kind === 'Value') {
    const quote = image.indexOf("'")
    if (quote >= 0) diagnostics.push(problem(spanIn(mapped, from + quote, from + quote + 1), 'quote-in-value'))
    return { value: textIn(mapped, end - image.replace(/^[ \t]+/, '').length, end), end }
  }
  let close = end - 1
  if (kind === 'UnclosedValue') {
    diagnostics.push(problem(spanIn(mapped, from, from + 1), 'missing-closing-quote', "'"))
    close = end
  } else if (kind === 'QuotedValueAndText') {
    const rest = from + scanQuoted(image, 0)
    const right = 'put a comma after the quote, or a backslash before it'
    diagnostics.push(problem(spanIn(mapped, rest, end), 'text-after-quote', mapped.text.slice(rest, end), right))
    close = rest - 1
  }
  const escaped = valueEscapes === 'kept' ? '' : valueEscapes === 'pairs' ? "'\\" : "'"
  const removed = image.includes('\\') ? escapesIn(image.slice(0, close - from), from, escaped) : []
  return { value: wholeText(withoutBytes(mapped, from + 1, close, removed), "'"), end }
}

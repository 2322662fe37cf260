import { type Diagnostic, problem } from '@secrule/program'
import type { CstNode, IToken } from 'chevrotain'
import type { Selector, Text, Variable } from './ast.js'
import { escapesIn } from './escapes.js'
import { type MappedText, mappedFrom, spanIn, textIn, wholeText, withoutBytes } from './mapped-text.js'
import { readTree } from './read-tree.js'
import { scanQuoted } from './scan.js'
import { isEmpty, superfluousSeparators } from './superfluous-separators.js'
import { endOf, partOf, partsOf, tokenOf, tokensOf } from './tree-parts.js'

export interface VariableList {
  readonly variables: readonly Variable[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads a variable list such as `ARGS|!ARGS:/^x/`. With `commas` a `,` separates too, as SecRuleUpdateTarget* and ctl
 * have it. What is wrong is reported, and kept as far as it was understood: a variable without its selector.
 */
export function parseVariableList(text: Text, options: { readonly commas?: boolean } = {}): VariableList {
  const diagnostics: Diagnostic[] = []
  const variables = readVariableList(mappedFrom(text), options.commas === true, diagnostics)
  return { variables, diagnostics }
}

/** The same on text that was just cut out of a line. */
export function readVariableList(mapped: MappedText, commas: boolean, diagnostics: Diagnostic[]): Variable[] {
  const tree = readTree(mapped, commas ? 'targets' : 'variables', 'variableList', diagnostics)
  const separators = [...tokensOf(tree, 'Bar'), ...tokensOf(tree, 'Comma')].sort(byOffset)
  const nodes = partsOf(tree, 'variable')
  for (const place of superfluousSeparators(nodes, separators)) reportMissing(mapped, place, diagnostics)
  return nodes.flatMap((node) => (isEmpty(node) ? [] : (readVariable(node, mapped, diagnostics) ?? [])))
}

function reportMissing(mapped: MappedText, place: number, diagnostics: Diagnostic[]): void {
  diagnostics.push(problem(spanIn(mapped, place, Math.min(place + 1, mapped.text.length)), 'missing-variable'))
}

function readVariable(node: CstNode, mapped: MappedText, diagnostics: Diagnostic[]): Variable | null {
  const signs = [...tokensOf(node, 'Bang'), ...tokensOf(node, 'Ampersand')].sort(byOffset)
  const nameToken = tokenOf(node, 'VariableName')
  if (nameToken === undefined) {
    const place = signs[0] ?? tokenOf(node, 'Colon') ?? tokenOf(node, 'EmptyColon')
    reportMissing(mapped, place?.startOffset ?? 0, diagnostics)
    return null
  }
  const mode = readSigns(signs, mapped, diagnostics)
  const name = textIn(mapped, nameToken.startOffset, endOf(nameToken))
  const start = signs[0]?.startOffset ?? nameToken.startOffset
  let selector: Selector | null = null
  let end = endOf(nameToken)
  const emptyColon = tokenOf(node, 'EmptyColon')
  const selectorNode = partOf(node, 'selector')
  if (emptyColon !== undefined) {
    const span = spanIn(mapped, nameToken.startOffset, endOf(emptyColon))
    diagnostics.push(problem(span, 'empty-selector', name.value))
    end = endOf(emptyColon)
  }
  if (selectorNode !== undefined) {
    const [kind, found] = Object.entries(selectorNode.children)[0]!
    const token = found[0] as IToken
    selector = readSelector(kind, token, mapped, diagnostics)
    end = endOf(token)
  }
  return { kind: 'variable', mode, name, selector, span: spanIn(mapped, start, end) }
}

function readSigns(signs: readonly IToken[], mapped: MappedText, diagnostics: Diagnostic[]): Variable['mode'] {
  const [first, second] = signs
  if (first === undefined) return 'select'
  if (second === undefined) return first.image === '!' ? 'exclude' : 'count'
  const span = spanIn(mapped, first.startOffset, endOf(signs.at(-1)!))
  const same = signs.every((sign) => sign.image === first.image)
  diagnostics.push(same ? problem(span, 'repeated-sign', first.image) : problem(span, 'count-and-exclude'))
  return first.image === '!' ? 'exclude' : 'count'
}

function readSelector(kind: string, token: IToken, mapped: MappedText, diagnostics: Diagnostic[]): Selector | null {
  const from = token.startOffset
  const to = endOf(token)
  const span = spanIn(mapped, from, to)
  const { image } = token
  switch (kind) {
    case 'XPath':
      return { kind: 'xpath', expression: textIn(mapped, from, to), span }
    case 'Key':
      return { kind: 'key', key: textIn(mapped, from, to), span }
    case 'QuotedKey': {
      if (image === "''") break
      const key = withoutBytes(mapped, from + 1, to - 1, escapesIn(image, from, "'\\"))
      return { kind: 'key', key: wholeText(key, "'"), span }
    }
    case 'Regex': {
      const pattern = withoutBytes(mapped, from + 1, to - 1, escapesIn(image, from, '/'))
      return { kind: 'regex', pattern: wholeText(pattern), span }
    }
    case 'QuotedRegex': {
      const pattern = withoutBytes(mapped, from + 2, to - 2, escapesIn(image, from, "/'"))
      return { kind: 'regex', pattern: wholeText(pattern, "'"), span }
    }
    case 'QuotedKeyAndText': {
      const rest = from + scanQuoted(image, 0)
      const right = 'put `|` after the quote, or a backslash before it'
      diagnostics.push(problem(spanIn(mapped, rest, to), 'text-after-quote', mapped.text.slice(rest, to), right))
      return null
    }
    case 'UnclosedKey':
      diagnostics.push(problem(spanIn(mapped, from, from + 1), 'missing-closing-quote', "'"))
      return null
  }
  diagnostics.push(problem(span, 'bad-selector', image, ...selectorHint(image)))
  return null
}

function selectorHint(image: string): string[] {
  if (image === "''") return ['write a key between the quotes, or the name alone for all']
  return image.length > 1 && image.endsWith('/')
    ? [`a pattern that holds \`|\` stands in quotes: '${image}'`]
    : ['close the pattern with `/`, or put a key that begins with `/` in single quotes']
}

function byOffset(a: IToken, b: IToken): number {
  return a.startOffset - b.startOffset
}

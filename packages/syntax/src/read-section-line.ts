import { type Diagnostic, problem } from '@secrule/program'
import type { CstNode } from 'chevrotain'
import type { Text } from './ast.js'
import { type MappedText, spanIn, textIn } from './mapped-text.js'
import { endOf, tokenOf } from './tree-parts.js'

/** `<Name argument>` or `</Name>`. */
export interface SectionLine {
  readonly closes: boolean
  readonly name: Text
  readonly argument: Text | null
}

/** Reads the node of a section; null when it is none, which is reported. */
export function readSectionLine(node: CstNode, line: MappedText, diagnostics: Diagnostic[]): SectionLine | null {
  const name = tokenOf(node, 'SectionName')
  const argument = tokenOf(node, 'SectionArgument')
  const rest = tokenOf(node, 'SectionRest')
  const closes = tokenOf(node, 'SectionClose') !== undefined
  const closed = tokenOf(node, 'SectionEnd') !== undefined
  if (name === undefined || rest !== undefined || !closed || (closes && argument !== undefined)) {
    const text = line.text.trimEnd()
    diagnostics.push(problem(spanIn(line, 0, text.length), 'bad-section', text))
    return null
  }
  return {
    closes,
    name: textIn(line, name.startOffset, endOf(name)),
    argument: argument === undefined ? null : unquoted(line, argument.startOffset, endOf(argument)),
  }
}

function unquoted(line: MappedText, from: number, to: number): Text {
  const quote = line.text[from]
  const isQuoted = to - from > 1 && (quote === '"' || quote === "'") && line.text[to - 1] === quote
  return isQuoted ? textIn(line, from + 1, to - 1, quote) : textIn(line, from, to)
}

import { type Diagnostic, problem } from '@secrule/program'
import { type CstNode, Lexer } from 'chevrotain'
import { Grammar } from './grammar.js'
import { type MappedText, spanIn } from './mapped-text.js'
import { lexerDefinition, type StartMode } from './tokens.js'

const lexer = new Lexer(lexerDefinition, { ensureOptimizations: true, positionTracking: 'onlyOffset' })
const grammar = new Grammar()

/** The start rules of the grammar. */
export type StartRule = 'line' | 'variableList' | 'operator' | 'actionList'

/**
 * Reads a text by a start rule of the grammar. Lexer and parser exist once and are reset here, so a reader must be done
 * with one text before it asks for the next; the tree that is returned stays valid. The grammar takes all byte strings: only
 * a char above 255, which is none, can be refused.
 */
export function readTree(mapped: MappedText, mode: StartMode, rule: StartRule, diagnostics: Diagnostic[]): CstNode {
  const { tokens, errors } = lexer.tokenize(mapped.text, mode)
  for (const error of errors) {
    const span = spanIn(mapped, error.offset, error.offset + error.length)
    diagnostics.push(problem(span, 'unreadable', mapped.text.slice(error.offset, error.offset + error.length)))
  }
  grammar.input = tokens
  const tree: CstNode | undefined = grammar[rule]()
  for (const { token } of grammar.errors) {
    const from = token.startOffset >= 0 ? token.startOffset : mapped.text.length
    diagnostics.push(problem(spanIn(mapped, from, from + token.image.length), 'unreadable', token.image))
  }
  return tree ?? { name: rule, children: {} }
}

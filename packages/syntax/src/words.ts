import { type Diagnostic, problem, type Span } from '@secrule/program'
import type { CstNode } from 'chevrotain'
import type { Text } from './ast.js'
import { escapesIn } from './escapes.js'
import { type MappedText, spanIn, textIn, wholeText, withoutBytes } from './mapped-text.js'
import type { SyntaxStyle } from './syntax-style.js'
import { endOf, partsOf, tokenOf, tokensOf } from './tree-parts.js'

/** One argument of a directive with its quotes and escapes gone. */
export interface Word {
  readonly text: MappedText
  readonly quote: Text['quote']
  /** With the quotes. */
  readonly span: Span
}

/** A directive cut into words. */
export interface Words {
  readonly name: Text
  readonly words: readonly Word[]
  /** A quote is wrong, so that nobody can say what the words are. One problem is reported, not what follows from it. */
  readonly broken: boolean
}

/** Reads the node of a directive. With `openQuotes` a quoted word may lack its closing quote. */
export function readWords(
  node: CstNode,
  line: MappedText,
  openQuotes: boolean,
  style: SyntaxStyle,
  diagnostics: Diagnostic[],
): Words {
  const nameToken = tokenOf(node, 'DirectiveName')!
  const name = textIn(line, nameToken.startOffset, endOf(nameToken))
  const words: Word[] = []
  let broken = false
  for (const argument of partsOf(node, 'argument')) {
    const found = readArgument(argument, line, openQuotes, style)
    words.push(found.word)
    if (found.problem !== null && !broken) diagnostics.push(found.problem)
    broken ||= found.problem !== null
  }
  return { name, words, broken }
}

function readArgument(
  argument: CstNode,
  line: MappedText,
  openQuotes: boolean,
  style: SyntaxStyle,
): { word: Word; problem: Diagnostic | null } {
  const parts: { word: Word; from: number; to: number; closed: boolean }[] = []
  for (const bare of tokensOf(argument, 'Bare')) {
    const [from, to] = [bare.startOffset, endOf(bare)]
    const word: Word = { text: withoutBytes(line, from, to, []), quote: '', span: spanIn(line, from, to) }
    parts.push({ word, from, to, closed: true })
  }
  for (const kind of ['Double', 'Single'] as const) {
    for (const quoted of partsOf(argument, kind === 'Double' ? 'doubleQuoted' : 'singleQuoted')) {
      parts.push(readQuoted(quoted, kind, line, style))
    }
  }
  parts.sort((a, b) => a.from - b.from)
  const [first, second] = parts
  const { word, from, closed } = first!
  if (!closed && !openQuotes)
    return { word, problem: problem(spanIn(line, from, from + 1), 'missing-closing-quote', word.quote) }
  if (second === undefined) return { word, problem: null }
  const end = parts.at(-1)!.to
  const rest = line.text.slice(second.from, end)
  return { word, problem: problem(spanIn(line, second.from, end), 'text-after-quote', rest) }
}

function readQuoted(node: CstNode, kind: 'Double' | 'Single', line: MappedText, { quoteEscapes }: SyntaxStyle) {
  const open = tokenOf(node, `${kind}Open`)!
  const close = tokenOf(node, `${kind}Close`)
  const from = open.startOffset
  const texts = tokensOf(node, `${kind}Text`)
  const escapes = tokensOf(node, `${kind}Escape`)
  const inside = close?.startOffset ?? Math.max(...[open, texts.at(-1), escapes.at(-1)].map(endOrZero))
  const to = close === undefined ? inside : inside + 1
  const removed =
    quoteEscapes === 'quote'
      ? escapes.map((token) => token.startOffset)
      : quoteEscapes === 'kept'
        ? []
        : escapesIn(line.text.slice(from + 1, inside), from + 1, kind === 'Double' ? '"\\' : "'\\")
  const text = withoutBytes(line, from + 1, inside, removed)
  const word: Word = { text, quote: kind === 'Double' ? '"' : "'", span: spanIn(line, from, to) }
  return { word, from, to, closed: close !== undefined }
}

function endOrZero(token: Parameters<typeof endOf>[0] | undefined): number {
  return token === undefined ? 0 : endOf(token)
}

/** The word as a node of the tree. */
export function wordText(word: Word): Text {
  return wholeText(word.text, word.quote)
}

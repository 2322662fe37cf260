import { type Diagnostic, problem, type Span } from '@secrule/program'
import type { Action, Directive, Text, Variable } from './ast.js'
import { type DirectiveForm, forms } from './forms.js'
import type { Block } from './line-reader.js'
import { MappedTextBuilder } from './mapped-text.js'
import { readActionList } from './parse-action-list.js'
import { readOperator } from './parse-operator.js'
import { readVariableList } from './parse-variable-list.js'
import type { SyntaxStyle } from './syntax-style.js'
import { type Word, type Words, wordText } from './words.js'

/** What stands around the words of a directive. */
export interface DirectiveContext {
  /** The whole directive. */
  readonly span: Span
  /** The backquote block behind it. */
  readonly block: Block | null
  readonly style: SyntaxStyle
  readonly diagnostics: Diagnostic[]
}

/** Reads the words of a directive by its form; null when there are too few or too many. */
export function readDirective({ name, words }: Words, context: DirectiveContext): Directive | null {
  const entry = forms.get(name.value.toLowerCase())
  if (entry === undefined) return { kind: 'directive', name, words: words.map(wordText), span: context.span }
  const read = new FormReader(name, words, entry, context)
  switch (entry.form) {
    case 'rule':
      return read.rule()
    case 'action-list':
      return read.actionList()
    case 'script':
      return read.script()
    case 'update-target':
      return read.updateTarget()
    case 'update-action':
      return read.updateAction()
    case 'dataset':
      return read.dataset()
    default:
      return entry.form satisfies never
  }
}

class FormReader {
  readonly #name: Text
  readonly #words: readonly Word[]
  readonly #entry: DirectiveForm
  readonly #span: Span
  readonly #block: Block | null
  readonly #diagnostics: Diagnostic[]
  readonly #style: SyntaxStyle

  constructor(name: Text, words: readonly Word[], entry: DirectiveForm, context: DirectiveContext) {
    this.#name = name
    this.#words = words
    this.#entry = entry
    this.#span = context.span
    this.#block = context.block
    this.#diagnostics = context.diagnostics
    this.#style = context.style
  }

  rule(): Directive | null {
    const words = this.#withoutSpaces(this.#words)
    if (!this.#counts(words, 2, 3)) return null
    const variables = this.#variables(words[0]!, this.#style.commaTargets)
    const operator = readOperator(words[1]!.text, this.#diagnostics)
    const actions = this.#actionsOrNull(words[2])
    if (operator === null) return null
    return { kind: 'rule', name: this.#name, variables, operator, actions, span: this.#span }
  }

  actionList(): Directive | null {
    if (!this.#counts(this.#words, 1, 1)) return null
    return { kind: 'action-list', name: this.#name, actions: this.#actions(this.#words[0]!), span: this.#span }
  }

  script(): Directive | null {
    if (!this.#counts(this.#words, 1, 2)) return null
    const file = wordText(this.#words[0]!)
    return { kind: 'script', name: this.#name, file, actions: this.#actionsOrNull(this.#words[1]), span: this.#span }
  }

  updateTarget(): Directive | null {
    const ids = this.#name.value.toLowerCase().endsWith('id') ? this.#countIds() : 1
    if (!this.#counts(this.#words, ids + 1, ids + 2)) return null
    const rules = this.#words.slice(0, ids).map(wordText)
    const targets = this.#variables(this.#words[ids]!, true)
    const last = this.#words[ids + 1]
    const replaced = last === undefined ? null : this.#replaced(last)
    return { kind: 'update-target', name: this.#name, rules, targets, replaced, span: this.#span }
  }

  updateAction(): Directive | null {
    if (!this.#counts(this.#words, 2, 2)) return null
    const rule = wordText(this.#words[0]!)
    const actions = this.#actions(this.#words[1]!)
    return { kind: 'update-action', name: this.#name, rule, actions, span: this.#span }
  }

  dataset(): Directive | null {
    if (this.#block === null) {
      this.#tooFew()
      return null
    }
    if (!this.#counts(this.#words, 1, 1)) return null
    const label = wordText(this.#words[0]!)
    return { kind: 'dataset', name: this.#name, label, lines: this.#block.lines, span: this.#span }
  }

  #counts(words: readonly Word[], least: number, most: number): boolean {
    if (words.length < least) {
      this.#tooFew()
      return false
    }
    const extra = words[most]
    if (extra === undefined) return true
    const span = { file: extra.span.file, start: extra.span.start, end: words.at(-1)!.span.end }
    this.#diagnostics.push(problem(span, 'too-many-words', this.#name.value, this.#entry.usage))
    return false
  }

  #tooFew(): void {
    this.#diagnostics.push(problem(this.#name.span, 'too-few-words', this.#name.value, this.#entry.usage))
  }

  #variables(word: Word, commas: boolean): Variable[] {
    return readVariableList(word.text, commas, this.#diagnostics)
  }

  #replaced(word: Word): Variable | null {
    const [variable, ...more] = this.#variables(word, true)
    if (more.length > 0) {
      const right = 'name one target, the one that is to be replaced'
      this.#diagnostics.push(problem(word.span, 'bad-word', word.text.text, this.#name.value, right))
    }
    return variable ?? null
  }

  #actions(word: Word): Action[] {
    return readActionList(word.text, this.#diagnostics, this.#style)
  }

  #actionsOrNull(word: Word | undefined): Action[] | null {
    return word === undefined ? null : this.#actions(word)
  }

  /** Words that begin an update of targets and can only be ids or ranges. */
  #countIds(): number {
    const other = this.#words.findIndex((word) => !/^[\d \t,-]*\d[\d \t,-]*$/.test(word.text.text))
    return Math.max(1, other < 0 ? this.#words.length : other)
  }

  /** Makes `ARGS | TX` one word again, after saying that it must not hold spaces. */
  #withoutSpaces(words: readonly Word[]): readonly Word[] {
    const joins = (index: number): boolean => {
      const [left, right] = [words[index], words[index + 1]]
      if (left === undefined || right === undefined || left.quote !== '' || right.quote !== '') return false
      return left.text.text.endsWith('|') || right.text.text.startsWith('|')
    }
    let last = 0
    while (words.length - last > 2 && joins(last)) last++
    if (last === 0) return words
    const [first, second] = [words[0]!, words[1]!]
    const gap = { file: first.span.file, start: first.span.end, end: second.span.start }
    this.#diagnostics.push(problem(gap, 'spaces-in-list'))
    const builder = new MappedTextBuilder(first.text.file)
    for (const { text } of words.slice(0, last + 1)) builder.addMapped(text, 0, text.text.length)
    const text = builder.build(first.span.start)
    const span = { file: first.span.file, start: first.span.start, end: words[last]!.span.end }
    return [{ text, quote: '', span }, ...words.slice(last + 1)]
  }
}

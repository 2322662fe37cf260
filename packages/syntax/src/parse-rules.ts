import { type Diagnostic, problem, type SourceFile, type Span } from '@secrule/program'
import type { BrokenDirective, Item, RuleFile, Section } from './ast.js'
import { type Block, LineReader, type TextLine } from './line-reader.js'
import { spanIn, withoutBytes } from './mapped-text.js'
import { readDirective } from './read-directive.js'
import { readSectionLine, type SectionLine } from './read-section-line.js'
import { readTree } from './read-tree.js'
import { type SectionOptions, sectionHolds } from './section-condition.js'
import { ownStyle, type SyntaxStyle } from './syntax-style.js'
import { partOf } from './tree-parts.js'
import { readWords, type Word, type Words } from './words.js'

/** What parsing needs to know beside the text. */
export interface ParseOptions extends SectionOptions {
  /** A quoted word that is not closed ends with its line, as ModSecurity 3 has it, instead of being an error. */
  readonly openQuotes?: boolean
  /** What else engines do otherwise. */
  readonly style?: SyntaxStyle
}

export interface ParsedRules {
  readonly file: RuleFile
  /** In source order. With an error among them the file is not to be used. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads a rule file. Names are not looked at: whether directives, variables, operators and actions exist, and rules make
 * sense, is for the compiler to say. It never throws on any text; what cannot be read is left out and reported.
 */
export function parseRules(source: SourceFile, options: ParseOptions = {}): ParsedRules {
  return new RuleFileReader(source, options).read()
}

/** So many sections may be open at a time. */
const deepest = 100

interface OpenSection {
  readonly line: SectionLine
  readonly start: number
  /** The inside of a section that does not hold. */
  readonly skipped: string | null
  /** What stands before the section. */
  readonly items: Item[]
}

class RuleFileReader {
  readonly #source: SourceFile
  readonly #options: ParseOptions
  readonly #diagnostics: Diagnostic[] = []
  readonly #lines: LineReader
  readonly #open: OpenSection[] = []
  readonly #broken: BrokenDirective[] = []
  #items: Item[] = []

  constructor(source: SourceFile, options: ParseOptions) {
    this.#source = source
    this.#options = options
    this.#lines = new LineReader(source, this.#diagnostics, options.style ?? ownStyle)
  }

  get #style(): SyntaxStyle {
    return this.#options.style ?? ownStyle
  }

  read(): ParsedRules {
    for (let line = this.#lines.next(); line !== null; line = this.#lines.next()) {
      if (line.kind === 'line') this.#textLine(line)
      else this.#items.push(line)
    }
    while (this.#open.length > 0) this.#unclosed()
    const file: RuleFile = {
      kind: 'file',
      source: this.#source,
      items: this.#items,
      ...(this.#broken.length > 0 ? { broken: this.#broken } : {}),
    }
    return { file, diagnostics: this.#diagnostics.sort(byPlace) }
  }

  #textLine(line: TextLine): void {
    this.#addAll(line.comments)
    const { text, span, complete } = line
    const tree = readTree(text, 'line', 'line', this.#diagnostics)
    const section = partOf(tree, 'section')
    if (section !== undefined) {
      if (complete) this.#section(readSectionLine(section, text, this.#diagnostics), span)
      return
    }
    const directive = partOf(tree, 'directive')
    if (directive === undefined) return
    if (!complete) {
      const words = readWords(directive, text, this.#options.openQuotes === true, this.#style, [])
      this.#broken.push({ name: words.name, span })
      return
    }
    this.#directive(readWords(directive, text, this.#options.openQuotes === true, this.#style, this.#diagnostics), span)
  }

  #directive(read: Words, span: Span): void {
    const { words, block } = this.#withBlock(read)
    const end = block === null ? span.end : Math.max(span.end, block.end)
    const whole = { file: span.file, start: span.start, end }
    const context = { span: whole, block, style: this.#style, diagnostics: this.#diagnostics }
    const directive = words.broken || (block !== null && !block.closed) ? null : readDirective(words, context)
    if (block !== null) this.#addAll(block.comments)
    if (directive !== null) this.#items.push(directive)
    else this.#broken.push({ name: words.name, span: whole })
  }

  /** Takes the backquote from the end of a SecDataset, and reads what follows it. */
  #withBlock(words: Words): { words: Words; block: Block | null } {
    const last = words.words.at(-1)
    if (last === undefined) return { words, block: null }
    const at = last.text.text.length - 1
    const isDataset = words.name.value.toLowerCase() === 'secdataset'
    const opens = last.text.text.endsWith('`') && (last.quote === '' || words.broken) && (isDataset || at === 0)
    if (!opens) return { words, block: null }
    const opening = spanIn(last.text, at, at + 1)
    if (!isDataset) {
      this.#diagnostics.push(problem(opening, 'block-not-allowed', words.name.value))
      if (this.#lines.hasBlockEnd()) this.#lines.readBlock()
      return { words: { ...words, broken: true }, block: null }
    }
    const block = this.#lines.readBlock()
    if (!block.closed) this.#diagnostics.push(problem(opening, 'unclosed-block'))
    if (block.rest !== null) {
      const text = this.#source.text.slice(block.rest.start, block.rest.end)
      this.#diagnostics.push(problem(block.rest, 'text-after-quote', text, 'the backquote stands alone on its line'))
    }
    const label: Word[] = at > 0 ? [{ ...last, text: withoutBytes(last.text, 0, at, []) }] : []
    return { words: { ...words, words: [...words.words.slice(0, -1), ...label] }, block }
  }

  #addAll(items: readonly Item[]): void {
    for (const item of items) this.#items.push(item)
  }

  #section(line: SectionLine | null, span: Span): void {
    if (line === null) return
    if (line.closes) this.#close(line, span)
    else this.#begin(line, span)
  }

  #begin(line: SectionLine, span: Span): void {
    const tooDeep = this.#open.length >= deepest
    const holds = tooDeep
      ? problem(line.name.span, 'section-depth')
      : sectionHolds(line.name, line.argument, this.#options)
    if (typeof holds !== 'boolean') this.#diagnostics.push(holds)
    const skipped = holds === false || tooDeep ? this.#lines.skipSection(line.name.value) : null
    this.#open.push({ line, start: span.start, skipped, items: this.#items })
    this.#items = []
  }

  #close(line: SectionLine, span: Span): void {
    const own = line.name.value.toLowerCase()
    if (!this.#open.some((open) => open.line.name.value.toLowerCase() === own)) {
      this.#diagnostics.push(problem(line.name.span, 'unopened-section', line.name.value))
      return
    }
    while (this.#open.at(-1)!.line.name.value.toLowerCase() !== own) this.#unclosed()
    this.#end(span.end)
  }

  #unclosed(): void {
    const { name } = this.#open.at(-1)!.line
    this.#diagnostics.push(problem(name.span, 'unclosed-section', name.value))
    this.#end(this.#source.text.length)
  }

  #end(end: number): void {
    const { line, start, skipped, items } = this.#open.pop()!
    const section: Section = {
      kind: 'section',
      name: line.name,
      argument: line.argument,
      holds: skipped === null,
      items: this.#items,
      skipped,
      span: { file: this.#source, start, end },
    }
    this.#items = items
    items.push(section)
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.line - b.line || a.column - b.column
}

import { type Diagnostic, problem, type SourceFile, type Span } from '@secrule/program'
import type { Blank, Comment } from './ast.js'
import { type MappedText, MappedTextBuilder } from './mapped-text.js'
import { QuoteTracker } from './quote-tracker.js'
import type { SyntaxStyle } from './syntax-style.js'

/** A directive or section with its continuation lines joined. */
export interface TextLine {
  readonly kind: 'line'
  /** Without the indentation of the first physical line. */
  readonly text: MappedText
  readonly span: Span
  /** Comments that stood between its physical lines. */
  readonly comments: readonly Comment[]
  /** False when the file ended after a backslash. */
  readonly complete: boolean
}

export type LogicalLine = TextLine | Comment | Blank

/** The lines of a backquote block. */
export interface Block {
  readonly lines: readonly string[]
  readonly comments: readonly Comment[]
  readonly closed: boolean
  /** What stands behind the closing backquote, if anything does. */
  readonly rest: Span | null
  /** Where the block ends in the file. */
  readonly end: number
}

interface PhysicalLine {
  readonly start: number
  /** Behind the last byte that is not part of the line end. */
  readonly end: number
  readonly next: number
}

const byteOrderMark = '\xef\xbb\xbf'
const looksLikeDirective = /^(?:Sec[A-Za-z]+|Include(?:Optional)?|<\/?[A-Za-z]+)/i

/** Cuts a file into logical lines, one at each call of `next`. What it finds wrong goes to `diagnostics`. */
export class LineReader {
  readonly #file: SourceFile
  readonly #diagnostics: Diagnostic[]
  readonly #style: SyntaxStyle
  #at: number
  /** No block ends between the place of the last search and this one. */
  #nextBlockEnd = 0

  constructor(file: SourceFile, diagnostics: Diagnostic[], style: SyntaxStyle) {
    this.#style = style
    this.#file = file
    this.#diagnostics = diagnostics
    this.#at = file.text.startsWith(byteOrderMark) ? byteOrderMark.length : 0
  }

  /** The next logical line; null at the end of the file. */
  next(): LogicalLine | null {
    const line = this.#physical()
    if (line === null) return null
    const start = this.#skipSpace(line.start, line.end)
    if (start === line.end) return { kind: 'blank', span: this.#span(line.start, line.end) }
    if (this.#file.text[start] === '#') return this.#comment(start, line)
    return this.#directive(start, line)
  }

  /** Passes over the inside of a section up to the line that closes it, and gives it as it was written. */
  skipSection(name: string): string {
    const own = name.toLowerCase()
    const start = this.#at
    let depth = 1
    for (;;) {
      const before = this.#at
      const line = this.#physical()
      if (line === null) break
      const mark = /^[ \t]*<(\/?)[ \t]*([^ \t>]*)/.exec(this.#file.text.slice(line.start, line.end))
      if (mark === null || mark[2]!.toLowerCase() !== own) continue
      depth += mark[1] === '/' ? -1 : 1
      if (depth > 0) continue
      this.#at = before
      break
    }
    return withPlainLineEnds(this.#file.text.slice(start, this.#at))
  }

  /** Reads the lines of a block, with the one that closes it. */
  readBlock(): Block {
    const lines: string[] = []
    const comments: Comment[] = []
    for (let line = this.#physical(); line !== null; line = this.#physical()) {
      const start = this.#skipSpace(line.start, line.end)
      const end = this.#trimSpace(start, line.end)
      const text = this.#file.text.slice(start, end)
      if (text.startsWith('`')) {
        const rest = this.#skipSpace(start + 1, end)
        return { lines, comments, closed: true, rest: rest < end ? this.#span(rest, end) : null, end }
      }
      if (text.startsWith('#')) comments.push(this.#droppedComment(start, end))
      else if (text !== '') lines.push(text)
    }
    return { lines, comments, closed: false, rest: null, end: this.#at }
  }

  /** Whether a line further down closes a block. */
  hasBlockEnd(): boolean {
    const pattern = /^[ \t]*`/gm
    pattern.lastIndex = Math.max(this.#at, this.#nextBlockEnd)
    this.#nextBlockEnd = pattern.exec(this.#file.text)?.index ?? this.#file.text.length
    return this.#nextBlockEnd < this.#file.text.length
  }

  #physical(): PhysicalLine | null {
    const { text } = this.#file
    const start = this.#at
    if (start >= text.length) return null
    const found = text.indexOf('\n', start)
    let end = found < 0 ? text.length : found
    this.#at = found < 0 ? text.length : found + 1
    while (end > start && text[end - 1] === '\r') end--
    return { start, end, next: this.#at }
  }

  #comment(start: number, first: PhysicalLine): Comment {
    let last = first
    while (this.#style.commentsContinue && this.#isContinued(last)) {
      const next = this.#physical()
      if (next === null) break
      const from = this.#skipSpace(next.start, next.end)
      const name = looksLikeDirective.exec(this.#file.text.slice(from, next.end))
      if (name !== null) {
        this.#diagnostics.push(problem(this.#span(from, from + name[0].length), 'comment-continues'))
      }
      last = next
    }
    const text = withPlainLineEnds(this.#file.text.slice(start, last.end))
    return { kind: 'comment', text, span: this.#span(start, last.end) }
  }

  #directive(start: number, first: PhysicalLine): TextLine {
    const builder = new MappedTextBuilder(this.#file)
    const quotes = new QuoteTracker()
    const comments: Comment[] = []
    let from = start
    let line = first
    while (this.#isContinued(line)) {
      const { continuation } = this.#style
      quotes.add(this.#file.text.slice(from, line.end - 1))
      const isTight = continuation === 'tight' && quotes.isOpen()
      builder.add(from, isTight ? this.#trimSpace(from, line.end - 1) : line.end - 1)
      let next = this.#physical()
      while (next !== null && this.#isDropped(next, quotes)) {
        comments.push(this.#droppedComment(this.#skipSpace(next.start, next.end), next.end))
        next = this.#physical()
      }
      if (next === null) {
        this.#diagnostics.push(problem(this.#span(line.end - 1, line.end), 'unexpected-end'))
        const span = this.#span(start, line.end)
        return { kind: 'line', text: builder.build(start), span, comments, complete: false }
      }
      line = next
      from = continuation === 'indented' ? line.start : this.#skipSpace(line.start, line.end)
    }
    builder.add(from, line.end)
    const end = this.#trimSpace(from, line.end)
    if (end < line.end && this.#file.text[end - 1] === '\\') {
      this.#diagnostics.push(problem(this.#span(end, line.end), 'space-after-backslash'))
    }
    return { kind: 'line', text: builder.build(start), span: this.#span(start, end), comments, complete: true }
  }

  #isDropped(line: PhysicalLine, quotes: QuoteTracker): boolean {
    if (this.#style.commentsInside === 'text') return false
    if (this.#file.text[this.#skipSpace(line.start, line.end)] !== '#') return false
    return !quotes.isOpen()
  }

  /** A comment that will stand in a line of its own must not end in a backslash. */
  #droppedComment(start: number, end: number): Comment {
    let last = end
    while (/[\\ \t\r]/.test(this.#file.text[last - 1]!)) last--
    const text = this.#file.text.slice(start, last)
    return { kind: 'comment', text, span: this.#span(start, last) }
  }

  #isContinued(line: PhysicalLine): boolean {
    return line.end > line.start && this.#file.text[line.end - 1] === '\\'
  }

  #skipSpace(from: number, end: number): number {
    const { text } = this.#file
    let at = from
    while (at < end && (text[at] === ' ' || text[at] === '\t')) at++
    return at
  }

  #trimSpace(start: number, end: number): number {
    const { text } = this.#file
    let at = end
    while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--
    return at
  }

  #span(start: number, end: number): Span {
    return { file: this.#file, start, end }
  }
}

function withPlainLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r+(?=\n|$)/g, '') : text
}

import { type Code, catalogue, type Entry } from './catalogue.js'
import { lineText, positionAt, type Span } from './span.js'

/** A problem found in rule text, as data. Columns and lengths count bytes; line and column begin at 1. */
export interface Diagnostic {
  readonly kind: 'diagnostic'
  /** `info` is a note: something to know, not to change. */
  readonly severity: 'error' | 'warning' | 'info'
  readonly code: Code
  /** Lower case, no final stop, the user's own text in backticks. */
  readonly message: string
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
  /** What would be right. */
  readonly hint?: string
  /** The source line the place stands in, for a code frame. */
  readonly sourceLine: string
  /** Another place that belongs to the problem, such as the first of two equal ids. */
  readonly related?: { readonly message: string; readonly file: string; readonly line: number; readonly column: number }
}

/**
 * Makes a diagnostic of the catalogue for the given place. `parts` fill the entry's texts in the order that the
 * catalogue names them.
 */
export function problem<C extends Code>(span: Span, code: C, ...parts: readonly string[]): Diagnostic {
  const entry: Entry = catalogue[code]
  const { line, column } = positionAt(span.file, span.start)
  const sourceLine = lineText(span.file, line)
  const lineLeft = Math.max(sourceLine.length - column + 1, 0)
  const hint = entry.hint?.(...parts)
  return {
    kind: 'diagnostic',
    severity: entry.severity,
    code,
    message: entry.message(...parts),
    file: span.file.name,
    line,
    column,
    length: Math.max(1, Math.min(span.end - span.start, lineLeft)),
    ...(hint === undefined ? {} : { hint }),
    sourceLine,
  }
}

/** The diagnostic with a second place attached. */
export function withRelated(diagnostic: Diagnostic, span: Span, message: string): Diagnostic {
  return { ...diagnostic, related: { message, file: span.file.name, ...positionAt(span.file, span.start) } }
}

/** Whether what an element's `compile` gave is a problem instead of a constant. */
export function isDiagnostic(value: unknown): value is Diagnostic {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'diagnostic'
}

/** Thrown by `compile` when the rules cannot be used; every problem of the load is in `diagnostics`, in source order. */
export class RuleError extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter((each) => each.severity === 'error')
    const first = errors[0]
    const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
    super(
      first === undefined
        ? 'the rules are not usable'
        : `${first.file}:${first.line}:${first.column}: ${first.message}${rest}`,
    )
    this.name = 'RuleError'
    this.diagnostics = diagnostics
  }
}

import type { MacroReference, Template } from '@secrule/program'

/** Longest text that one macro puts into a log, in bytes. */
const longestPiece = 4096

/** A piece of a log text that a macro put there. */
export class InsertedPiece {
  readonly reference: MacroReference
  readonly from: number
  readonly to: number

  constructor(reference: MacroReference, from: number, to: number) {
    this.reference = reference
    this.from = from
    this.to = to
  }
}

/**
 * A text for the log, expanded when its rule matched; it knows which of its bytes came out of macros. A class, since
 * what literals make that lives as long as a transaction comes to be put where only full garbage collections look.
 */
export class LogText {
  readonly text: string
  readonly inserted: readonly InsertedPiece[]

  constructor(text: string, inserted: readonly InsertedPiece[]) {
    this.text = text
    this.inserted = inserted
  }
}

const none: readonly InsertedPiece[] = []

/** A text of the rule itself. */
export function plainText(text: string): LogText {
  return new LogText(text, none)
}

/** Expands a template; what a macro gives is cut where it would flood the log, and never expanded again. */
export function expandLogText(template: Template, read: (reference: MacroReference) => string): LogText {
  if (template.length === 1 && typeof template[0] === 'string') return plainText(template[0])
  const inserted: InsertedPiece[] = []
  let text = ''
  for (const part of template) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    const value = read(part).slice(0, longestPiece)
    inserted.push(new InsertedPiece(part, text.length, text.length + value.length))
    text += value
  }
  return new LogText(text, inserted)
}

/** The text with each piece that a macro put there, and each part of the rule's own, changed by a function. */
export function mapLogText(
  { text, inserted }: LogText,
  own: (text: string) => string,
  foreign: (text: string, piece: InsertedPiece) => string,
): string {
  if (inserted.length === 0) return own(text)
  let mapped = ''
  let at = 0
  for (const piece of inserted) {
    mapped += own(text.slice(at, piece.from)) + foreign(text.slice(piece.from, piece.to), piece)
    at = piece.to
  }
  return mapped + own(text.slice(at))
}

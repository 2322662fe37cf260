import {
  type Diagnostic,
  type Dialect,
  isDiagnostic,
  problem,
  type Span,
  subspan,
  type Template,
} from '@secrule/program'
import { parseTemplate } from '../macro.js'
import { variables } from '../variables/index.js'

/** A member of a collection that rules write, as setvar and its kin name it. */
export interface WrittenMember {
  /** Lower-case name of the collection. */
  readonly collection: string
  readonly name: Template
}

/** The lower-case name of a collection that rules may write, or the problem with it. */
export function writableCollection(text: string, span: Span): string | Diagnostic {
  return variables.get(text)?.writable ?? problem(span, 'not-writable', text)
}

/** Parses `COLLECTION.NAME`; the name may hold dots and macros. Null when it has not that form. */
export function writtenMember(text: string, span: Span, dialect: Dialect): WrittenMember | Diagnostic | null {
  const dot = text.indexOf('.')
  if (dot <= 0 || dot === text.length - 1) return null
  const collection = writableCollection(text.slice(0, dot), subspan(span, 0, dot))
  if (isDiagnostic(collection)) return collection
  const name = parseTemplate(text.slice(dot + 1), subspan(span, dot + 1, text.length), dialect)
  return isDiagnostic(name) ? name : { collection, name }
}

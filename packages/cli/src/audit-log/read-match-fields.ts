import { type Fields, listOf, numberOf, textOf } from './json-fields.js'
import type { LoggedMatch } from './logged-record.js'
import { readCondition, readSeverity, readTransformations } from './read-match-line.js'

/** A match from the members of a JSON record, which the caller has brought to these names. */
export function readMatchFields(
  fields: Fields & Readonly<Record<'id' | 'message' | 'line' | 'condition', unknown>>,
): LoggedMatch {
  const data = textOf(fields.data)
  return {
    id: numberOf(fields.id),
    message: textOf(fields.message),
    data,
    severity: readSeverity(textOf(fields.severity)),
    tags: listOf(fields.tags).map(textOf),
    file: textOf(fields.file),
    line: numberOf(fields.line),
    transformations: readTransformations(textOf(fields.reference)),
    denial: null,
    ...readCondition(textOf(fields.condition), data),
  }
}

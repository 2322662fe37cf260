import { headerText } from './header-text.js'
import type { Inspection } from './inspection.js'

/** Fields that hold for a connection, or that the host writes. */
const withheld = new Set(['transfer-encoding', 'connection', 'x-request-id'])

/** What the engine wants done to the headers of a response, by lower-case name; a value of null takes a field away. */
export function headerChanges(inspection: Inspection): Map<string, [name: string, value: string | null]> {
  const changes = new Map<string, [string, string | null]>()
  for (const { name, value } of inspection.headerChanges()) {
    const lower = name.toLowerCase()
    if (!withheld.has(lower)) changes.set(lower, [name, value === null ? null : headerText(value)])
  }
  return changes
}

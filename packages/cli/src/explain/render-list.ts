import type { LoggedRecord } from '../audit-log/logged-record.js'
import { displayText } from '../display-text.js'
import type { Palette } from '../palette.js'

/** One line a record, for choosing one. */
export function renderListLine(record: LoggedRecord, paint: Palette): string {
  const { id, time, client, request, matches, isIntercepted } = record
  const what = request === null ? '(no request)' : `${request.method} ${request.target}`
  const shown = displayText(what)
  const ids = [...new Set(matches.map((match) => match.id))]
  const rules = ids.slice(0, 6).join(' ') + (ids.length > 6 ? ` and ${ids.length - 6} more` : '')
  return [
    paint.bold(displayText(id)),
    paint.dim(displayText(time)),
    displayText(client.address),
    ...(isIntercepted === true ? [paint.red('blocked')] : []),
    shown.length > 80 ? `${shown.slice(0, 80)}…` : shown,
    paint.dim(rules === '' ? 'no rule' : `rules ${rules}`),
  ].join('  ')
}

import type { LoggedRecord } from '../audit-log/logged-record.js'
import type { Replay } from '../replay/replayer.js'

/** Where the replay does not agree with the log, and what may be the reason. */
export function differences(record: LoggedRecord, replay: Replay): readonly string[] {
  const notes: string[] = []
  const now = new Set(replay.explanation.rules.map(({ id }) => id))
  const gone = [...new Set(record.matches.map(({ id }) => id))].filter((id) => !now.has(id) && id !== 0)
  if (gone.length > 0) {
    notes.push(`the log also names ${list(gone)}, which did not match now: ${reason(record)}`)
  }
  if (record.isIntercepted === true && replay.interruption === null) {
    notes.push(`the request was blocked then and passes now: ${reason(record)}`)
  }
  return notes
}

/** The most likely reason why a request from a log is not the request that was. */
export function reason(record: LoggedRecord): string {
  const { request } = record
  if (request === null) return 'the record holds no request (SecAuditLogParts without B)'
  const masked = /\*{4,}/
  if (
    masked.test(request.target) ||
    masked.test(request.body) ||
    request.headers.some(([, value]) => masked.test(value))
  ) {
    return 'values of it are masked in the log'
  }
  const length = Number(request.headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0)
  if (length > request.body.length)
    return 'the log does not hold its whole body (SecAuditLogParts without C, or a limit)'
  return 'the rules are not those of then, or they depend on earlier requests, the time, or the response'
}

function list(ids: readonly number[]): string {
  const shown = ids.slice(0, 8).map((id) => (id === 0 ? 'a limit' : `rule ${id}`))
  return shown.join(', ') + (ids.length > 8 ? ` and ${ids.length - 8} more` : '')
}

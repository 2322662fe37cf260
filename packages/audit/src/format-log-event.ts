import type { LogEvent } from '@secrule/program'
import { jsonText } from './json-text.js'

/** One line of the error log as JSON, without its line end. */
export function formatLogEvent({ time, transaction, client, host, uri, match }: LogEvent): string {
  return jsonText({
    time: new Date(Math.floor(time / 1000)).toISOString(),
    unique_id: transaction,
    client,
    hostname: host,
    uri,
    id: match.id,
    phase: match.phase,
    disruptive: match.disruptive,
    msg: match.message,
    data: match.data,
    severity: match.severity,
    tags: match.tags,
    rev: match.rev,
    ver: match.ver,
    maturity: match.maturity,
    accuracy: match.accuracy,
    file: match.file,
    line: match.line,
    matches: match.matches
      .slice(0, mostMatches)
      .map(({ variable, key, value }) => ({ variable, key, value: value.slice(0, longestValue) })),
    log_line: match.logLine,
  })
}

/** Longest value of a match that the log has, in bytes, and how many matches. */
const longestValue = 4096
const mostMatches = 100

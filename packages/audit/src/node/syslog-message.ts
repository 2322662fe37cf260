import { hostname } from 'node:os'
import type { AuditRecord } from '@secrule/program'
import { formatJson } from '../format-json.js'
import { formatRecord } from '../format-record.js'

/** local0, where applications log. */
const facility = 16
/** A record without any severity is information. */
const usualSeverity = 6

/**
 * A record as a message of RFC 5424. The severity is that of its most severe match, the message id is `audit`. The text is
 * one line in pure ASCII; the native format, which has many, gives way to JSON.
 */
export function syslogMessage(record: AuditRecord): string {
  const priority = facility * 8 + (record.highestSeverity ?? usualSeverity)
  const time = new Date(Math.floor(record.startedAt / 1000)).toISOString()
  const text = record.destination.format === 'Native' ? formatJson(record) : formatRecord(record).trimEnd()
  return `<${priority}>1 ${time} ${headerField(hostname(), 255)} secrule ${process.pid} audit - ${text}`
}

function headerField(text: string, most: number): string {
  return text.replace(/[^\x21-\x7e]/g, '_').slice(0, most) || '-'
}

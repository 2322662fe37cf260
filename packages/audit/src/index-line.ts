import type { AuditRecord } from '@secrule/program'
import { fieldText, quotedText } from './safe-text.js'
import { TimeText } from './time-text.js'

/** A file of a concurrent audit log, as its index names it. */
export interface IndexedFile {
  /** ModSecurity 2: seen from the storage folder, with a `/` in front. libmodsecurity 3: the whole path. */
  readonly name: string
  readonly size: number
  readonly md5: string
}

/** Longest line of an index: programs read it through a pipe in one piece. */
const longest = 3980

/**
 * The line of a record in the index of a concurrent audit log, with its line end, in the form of the engine whose dialect
 * the rules have. A line that would be too long loses the ends of its longest fields and says so with ` L`.
 */
export function indexLine(record: AuditRecord, file: IndexedFile): string {
  return record.dialect === 'modsecurity3' ? indexLine3(record, file) : indexLine2(record, file)
}

function indexLine2(record: AuditRecord, { name, size, md5 }: IndexedFile): string {
  const end = ` ${fieldText(name)} 0 ${size} md5:${md5}`
  const { text, isLimited } = combined(record, longest - end.length)
  return `${text}${end} ${isLimited ? 'L' : ''}\n`
}

function indexLine3(record: AuditRecord, { name, size, md5 }: IndexedFile): string {
  const { request, response, server, client } = record
  const referer = fieldText(headerValue(record, 'referer'))
  const fields = [
    fieldText(server.name || server.address),
    fieldText(client.address),
    fieldText(record.remoteUser),
    time(record),
    `"${quotedText(request.line)}"`,
    response.status,
    bytesSent(record),
    referer,
    `"${quotedText(headerValue(record, 'user-agent') || '-')}"`,
    fieldText(record.id),
    referer,
    fieldText(name),
    0,
    size,
    `md5:${md5}`,
  ]
  return `${fields.join(' ')}\n`
}

/** The line that SecGuardianLog's program gets of a transaction, with its line end. */
export function guardianLine(record: AuditRecord): string {
  const end = ` ${record.durationMicroseconds}`
  const { text, isLimited } = combined(record, longest - end.length - 3)
  return `${text}${end} ${isLimited ? 1 : 0}\n`
}

/** The fields that index and guardian have alike. The three that the client writes at will are cut, evenly, where it takes too much. */
function combined(record: AuditRecord, room: number): { readonly text: string; readonly isLimited: boolean } {
  const { request, response, server, client } = record
  const start = [server.name || server.address, client.address, record.remoteUser, ''].map(fieldText).join(' ')
  const fixed = [start, time(record), '""', response.status, bytesSent(record), '""', '""', fieldText(record.id)]
  const session = `"${quotedText(record.sessionId || '-')}"`
  const free = [request.line, headerValue(record, 'referer'), headerValue(record, 'user-agent')].map((text) =>
    quotedText(text || '-'),
  )
  const left = Math.max(0, room - fixed.join(' ').length - session.length - 1)
  const shown = shared(free, left)
  const [line, referer, agent] = shown.map((text) => `"${text}"`)
  const fields = [
    start,
    time(record),
    line,
    response.status,
    bytesSent(record),
    referer,
    agent,
    fieldText(record.id),
    session,
  ]
  return { text: fields.join(' '), isLimited: shown.some((text, place) => text !== free[place]) }
}

/** Cuts the longest texts until all fit together. A cut never splits an escape. */
function shared(texts: readonly string[], room: number): readonly string[] {
  let limit = Math.max(...texts.map((text) => text.length))
  const total = (): number => texts.reduce((sum, text) => sum + Math.min(text.length, limit), 0)
  while (limit > 0 && total() > room)
    limit = Math.max(0, limit - Math.max(1, Math.floor((total() - room) / texts.length)))
  return texts.map((text) => (text.length <= limit ? text : text.slice(0, limit).replace(/\\(?:x[0-9a-f]?)?$/, '')))
}

function time({ startedAt, utcOffset }: AuditRecord): string {
  return `[${new TimeText(startedAt, utcOffset).common}]`
}

/** What the response says its length is, else what was seen of its body. */
function bytesSent({ response }: AuditRecord): string {
  const length = response.headers.find(({ name }) => name.toLowerCase() === 'content-length')?.value ?? ''
  if (/^\d{1,15}$/.test(length)) return length
  return response.body === '' ? '-' : `${response.body.length}`
}

function headerValue({ request }: AuditRecord, lowerName: string): string {
  return request.headers.find(({ name }) => name.toLowerCase() === lowerName)?.value ?? ''
}

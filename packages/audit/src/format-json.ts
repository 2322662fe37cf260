import type { AuditRecord } from '@secrule/program'
import { joinedHeaders } from './header-map.js'
import { type Json, jsonText } from './json-text.js'
import { TimeText } from './time-text.js'

const modes = { On: 'Enabled', Off: 'Disabled', DetectionOnly: 'DetectionOnly' } as const

/** One record as a line of JSON, without its line end: the members that libmodsecurity 3 writes, in its order. */
export function formatJson(record: AuditRecord): string {
  const { request, response, client, server } = record
  const has = (letter: string): boolean => record.parts.includes(letter)
  return jsonText({
    transaction: {
      client_ip: client.address,
      time_stamp: new TimeText(record.startedAt, record.utcOffset).ctime,
      server_id: record.sensorId ?? server.name,
      client_port: client.port,
      host_ip: server.address,
      host_port: server.port,
      unique_id: record.id,
      request: {
        method: request.method,
        http_version: versionNumber(request.protocol),
        uri: request.uri,
        body: has('C') ? request.body : undefined,
        headers: has('B') ? joinedHeaders(request.headers) : undefined,
      },
      response: {
        body: has('E') ? response.body : undefined,
        http_code: response.status,
        headers: has('F') ? joinedHeaders(response.headers) : undefined,
      },
      producer: has('H')
        ? {
            modsecurity: record.producer,
            connector: '',
            secrules_engine: modes[record.engineMode],
            components: record.components.map((component) => `${component}`),
          }
        : undefined,
      messages: has('H') ? messages(record) : undefined,
    },
  })
}

/** `HTTP/1.1` as a number; 0 when the request named no version. */
function versionNumber(protocol: string): number {
  return Number(/^HTTP\/(\d(?:\.\d)?)$/i.exec(protocol)?.[1] ?? 0)
}

/** All details are strings, numbers too. */
function messages({ matches }: AuditRecord): Json {
  return matches.map((match) => ({
    message: match.message,
    details: {
      match: match.condition,
      reference: match.reference,
      ruleId: `${match.id}`,
      file: match.file,
      lineNumber: `${match.line}`,
      data: match.data,
      severity: `${match.severity ?? 0}`,
      ver: match.ver,
      rev: match.rev,
      tags: match.tags,
      maturity: `${match.maturity}`,
      accuracy: `${match.accuracy}`,
    },
  }))
}

import type { AuditedMatch, AuditRecord } from '@secrule/program'
import { headerLists } from './header-map.js'
import { type Json, jsonText } from './json-text.js'
import { serverSoftware, stopwatch } from './native-summary.js'
import { TimeText } from './time-text.js'

const severities = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug']

/** One record as a line of JSON, without its line end: the members that Coraza writes as `JSON`. */
export function formatCorazaJson(record: AuditRecord): string {
  const { request, response, client, server, highestSeverity } = record
  const has = (letter: string): boolean => record.parts.includes(letter)
  return jsonText({
    transaction: {
      timestamp: new TimeText(record.startedAt, record.utcOffset).slashed,
      unix_timestamp: BigInt(Math.round(record.startedAt)) * 1000n,
      id: record.id,
      client_ip: client.address,
      client_port: client.port,
      host_ip: server.address,
      host_port: server.port,
      server_id: record.sensorId ?? server.name,
      request: {
        method: request.method,
        protocol: request.protocol,
        uri: request.uri,
        http_version: request.protocol.replace(/^HTTP\//i, ''),
        headers: has('B') ? headerLists(request.headers) : null,
        body: has('C') ? request.body : '',
        files: has('J')
          ? request.files.map(({ filename, size, contentType }) => ({ name: filename, size, mime: contentType }))
          : null,
        args: has('C') ? argumentLists(record) : {},
        length: request.length,
      },
      response: {
        protocol: response.protocol,
        status: response.status,
        headers: has('F') ? headerLists(response.headers) : null,
        body: has('E') ? response.body : '',
      },
      producer: has('H')
        ? {
            connector: '',
            version: record.producer,
            server: serverSoftware(record),
            rule_engine: record.engineMode,
            stopwatch: `${record.startedAt} ${record.durationMicroseconds}; ${stopwatch(record)}`,
            rulesets: record.components,
          }
        : null,
      highest_severity: highestSeverity === null ? '' : (severities[highestSeverity] ?? ''),
      is_interrupted: record.action !== null,
    },
    messages: messages(record),
  })
}

function argumentLists({ request }: AuditRecord): ReadonlyMap<string, Json> {
  return headerLists(request.arguments, 'exact')
}

/** Part K gives the rules, part H their lines in the error log: into them when it stands before K, or alone without K. */
function messages({ parts, matches, components }: AuditRecord): Json {
  const h = parts.indexOf('H')
  const k = parts.indexOf('K')
  if (k < 0) return h < 0 ? [] : matches.map(({ logLine }) => ({ error_message: logLine }))
  return matches.map((match) => ({
    actionset: components.join(' '),
    message: match.message,
    error_message: h >= 0 && h < k ? match.logLine : '',
    data: details(match),
  }))
}

function details(match: AuditedMatch): Json {
  return {
    file: match.file,
    line: match.line,
    id: match.id,
    rev: match.rev,
    msg: match.message,
    data: match.data,
    severity: match.severity ?? 0,
    ver: match.ver,
    maturity: match.maturity,
    accuracy: match.accuracy,
    tags: match.tags,
    raw: match.ruleText,
  }
}

import { type AuditedMatch, type AuditRecord, type HeaderField, reasonPhrase } from '@secrule/program'
import { type Json, jsonText } from './json-text.js'
import { engineModes } from './native-summary.js'

/** Severities of rules as OCSF numbers and names them; null is a match without one. */
const severities: readonly (readonly [id: number, name: string])[] = [
  [6, 'Fatal'],
  [5, 'Critical'],
  [5, 'Critical'],
  [4, 'High'],
  [3, 'Medium'],
  [2, 'Low'],
  [1, 'Informational'],
  [1, 'Informational'],
]
/** The methods that OCSF 1.5 knows; another one goes where nothing is mapped. */
const knownMethods = new Set(['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'])

/**
 * One record as a line of JSON, without its line end: a Detection Finding (class 2004) of OCSF 1.5.0 with the
 * security_control profile. The rule that decided is the finding's analytic and firewall rule; the request, the response and
 * all matches are its evidence.
 */
export function formatOcsf(record: AuditRecord): string {
  const start = Math.floor(record.startedAt / 1000)
  const duration = Math.round(record.durationMicroseconds / 1000)
  const decisive = decisiveMatch(record)
  const [severity, severityName] = severities[record.highestSeverity ?? 6] ?? [0, 'Unknown']
  const isIntercepted = record.action !== null
  const [action, actionName] = isIntercepted
    ? [2, 'Denied']
    : record.engineMode === 'DetectionOnly' && decisive !== null
      ? [3, 'Observed']
      : [1, 'Allowed']
  const [disposition, dispositionName] = isIntercepted
    ? [2, 'Blocked']
    : decisive === null
      ? [17, 'Logged']
      : [15, 'Detected']
  return jsonText({
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2004,
    class_name: 'Detection Finding',
    type_uid: 200401,
    type_name: 'Detection Finding: Create',
    time: start,
    start_time: start,
    end_time: start + duration,
    duration,
    timezone_offset: record.utcOffset,
    severity_id: severity,
    severity: severityName,
    status_id: 1,
    status: 'New',
    is_alert: decisive !== null,
    action_id: action,
    action: actionName,
    disposition_id: disposition,
    disposition: dispositionName,
    message: title(record, decisive),
    finding_info: findingInfo(record, decisive, start),
    firewall_rule: decisive === null ? undefined : firewallRule(decisive),
    evidences: [evidence(record)],
    observables:
      record.client.address === ''
        ? undefined
        : [{ name: 'evidences.src_endpoint.ip', type_id: 2, type: 'IP Address', value: record.client.address }],
    metadata: {
      version: '1.5.0',
      profiles: ['security_control'],
      uid: record.id,
      log_name: 'audit',
      log_provider: record.sensorId ?? undefined,
      labels: record.components.length === 0 ? undefined : record.components,
      product: { name: 'secrule', vendor_name: 'secrule', version: record.producer.replace(/^[^/]*\//, '') },
    },
    unmapped: unmapped(record),
  })
}

/** The rule that stopped the transaction, else the most severe one, else the first. */
function decisiveMatch({ matches, action }: AuditRecord): AuditedMatch | null {
  const stopped =
    action === null ? undefined : matches.findLast(({ id, disruptive }) => disruptive && id === action.ruleId)
  return stopped ?? matches.toSorted((a, b) => (a.severity ?? 8) - (b.severity ?? 8))[0] ?? null
}

function title({ action }: AuditRecord, decisive: AuditedMatch | null): string {
  return decisive?.message || action?.message || decisive?.condition || 'Web request logged'
}

function findingInfo(record: AuditRecord, decisive: AuditedMatch | null, start: number): Json {
  const others = record.matches.filter((match) => match !== decisive)
  return {
    uid: record.id,
    title: title(record, decisive),
    desc: decisive === null ? undefined : `${decisive.verdict} ${decisive.condition}`,
    created_time: start,
    types: decisive === null || decisive.tags.length === 0 ? undefined : decisive.tags,
    analytic: decisive === null ? undefined : analytic(decisive),
    related_analytics: others.length === 0 ? undefined : others.map(analytic),
  }
}

function analytic({ id, message, ver }: AuditedMatch): Json {
  return { type_id: 1, type: 'Rule', uid: `${id}`, name: message || undefined, version: ver || undefined }
}

function firewallRule(match: AuditedMatch): Json {
  return {
    uid: `${match.id}`,
    name: match.message || undefined,
    condition: match.condition,
    match_location: match.matches.map(({ variable, key }) => (key === '' ? variable : `${variable}:${key}`)).at(-1),
    match_details: match.data === '' ? undefined : [match.data],
    type: match.tags[0],
    version: match.ver || undefined,
  }
}

function evidence({ parts, client, server, request, response, matches }: AuditRecord): Json {
  const has = (letter: string): boolean => parts.includes(letter)
  return {
    src_endpoint: endpoint(client, ''),
    dst_endpoint: endpoint(server, server.name),
    http_request: {
      http_method: knownMethods.has(request.method) ? request.method : undefined,
      version: request.protocol.replace(/^HTTP\//i, '') || undefined,
      url: address(request.uri, server),
      http_headers: has('B') ? headerFields(request.headers) : undefined,
      user_agent: has('B') ? headerValue(request.headers, 'user-agent') : undefined,
      referrer: has('B') ? headerValue(request.headers, 'referer') : undefined,
      body_length: request.length,
    },
    http_response: {
      code: response.status,
      status: reasonPhrase(response.status) || undefined,
      http_headers: has('F') ? headerFields(response.headers) : undefined,
      content_type: has('F') ? headerValue(response.headers, 'content-type') : undefined,
    },
    data: {
      request_body: has('C') && request.body !== '' ? request.body : undefined,
      response_body: has('E') && response.body !== '' ? response.body : undefined,
      matches: has('H') ? matches.map(matchData) : undefined,
    },
  }
}

function matchData(match: AuditedMatch): Json {
  return {
    rule_id: match.id,
    phase: match.phase,
    message: match.message,
    data: match.data,
    condition: match.condition,
    reference: match.reference,
    file: match.file,
    line: match.line,
    severity: match.severity,
    tags: match.tags,
  }
}

function endpoint({ address, port }: AuditRecord['client'], hostname: string): Json | undefined {
  if (address === '' && hostname === '') return undefined
  return {
    ip: address || undefined,
    port: port > 0 && port < 65_536 ? port : undefined,
    hostname: hostname || undefined,
  }
}

function address(target: string, server: AuditRecord['server']): Json {
  const mark = target.indexOf('?')
  return {
    path: mark < 0 ? target : target.slice(0, mark),
    query_string: mark < 0 ? undefined : target.slice(mark + 1),
    hostname: server.name || undefined,
    port: server.port > 0 && server.port < 65_536 ? server.port : undefined,
  }
}

function headerFields(headers: readonly HeaderField[]): Json {
  return headers.map(({ name, value }) => ({ name, value }))
}

function headerValue(headers: readonly HeaderField[], lowerName: string): string | undefined {
  return headers.find(({ name }) => name.toLowerCase() === lowerName)?.value
}

function unmapped(record: AuditRecord): Json {
  const { request, action, sanitised } = record
  return {
    engine_mode: engineModes[record.engineMode],
    http_method: knownMethods.has(request.method) ? undefined : request.method,
    phase: action?.phase,
    web_app_id: record.webAppId,
    session_id: record.sessionId || undefined,
    user_id: record.userId || undefined,
    sanitised: [...sanitised.arguments, ...sanitised.requestHeaders, ...sanitised.responseHeaders],
  }
}

import type { AuditedChain, AuditRecord } from '@secrule/program'
import { joinedHeaders } from './header-map.js'
import { type Json, jsonText } from './json-text.js'
import { engineModes, serverSoftware } from './native-summary.js'
import { TimeText } from './time-text.js'

/** One record as a line of JSON, without its line end: the members that ModSecurity 2 writes, and Coraza as `JSONLegacy`. */
export function formatLegacyJson(record: AuditRecord): string {
  const { request, response, client, server } = record
  const has = (letter: string): boolean => record.parts.includes(letter)
  const body = (text: string): Json | undefined => (text === '' ? undefined : [text])
  return jsonText({
    transaction: {
      time: new TimeText(record.startedAt, record.utcOffset).common,
      transaction_id: record.id,
      remote_address: client.address,
      remote_port: client.port,
      local_address: server.address,
      local_port: server.port,
    },
    request: {
      request_line: has('B') ? request.line : undefined,
      headers: has('B') ? joinedHeaders(request.headers) : undefined,
      body: has('C') ? body(request.body) : undefined,
      fake_body: has('I') && request.rebuiltBody !== null ? request.rebuiltBody : undefined,
    },
    response: {
      protocol: has('F') ? response.protocol : undefined,
      status: has('F') ? response.status : undefined,
      headers: has('F') ? joinedHeaders(response.headers) : undefined,
      body: has('E') && response.body !== '' ? response.body : undefined,
    },
    audit_data: has('H') ? auditData(record) : undefined,
    uploads: has('J') && request.files.length > 0 ? uploads(request.files) : undefined,
    matched_rules: has('K') ? record.matchedRules.map(matchedChain) : undefined,
  })
}

function auditData(record: AuditRecord): Json {
  const { action, sanitised, times, webAppId, sessionId, userId } = record
  const phases = [1, 2, 3, 4, 5].map((phase): [string, number] => [`p${phase}`, times.phases[phase] ?? 0])
  return {
    messages: record.matches.map(({ verdict, condition, metadata }) => `${verdict} ${condition} ${metadata}`),
    error_messages: record.serverErrors,
    action: action === null ? undefined : { intercepted: true, phase: action.phase, message: action.message },
    handler: undefined,
    stopwatch: new Map([...phases, ['sr', times.storageRead], ['sw', times.storageWrite], ['l', 0], ['gc', 0]]),
    response_body_dechunked: record.response.dechunked ? true : undefined,
    producer: record.components.length === 0 ? record.producer : [record.producer, ...record.components],
    server: serverSoftware(record),
    sanitized: {
      args: sanitised.arguments,
      request_headers: sanitised.requestHeaders,
      response_headers: sanitised.responseHeaders,
    },
    webapp_info: { id: webAppId, session: sessionId, user_id: userId },
    sensor_id: record.sensorId ?? undefined,
    engine_mode: engineModes[record.engineMode],
    rules_performance_info:
      times.slowRules.length === 0 ? undefined : new Map(times.slowRules.map(([id, time]) => [`${id}`, time])),
  }
}

function uploads(files: AuditRecord['request']['files']): Json {
  return {
    info: files.map(({ size, filename, contentType }) => ({
      file_size: size,
      file_name: filename,
      content_type: contentType,
    })),
    total: files.reduce((total, { size }) => total + size, 0),
  }
}

/** Only what the first rule of a chain says stands in its own entry; links have the text, the operator and their place. */
function matchedChain(chain: AuditedChain): Json {
  const isChain = chain.rules.length > 1
  return {
    chain: isChain,
    rules: chain.rules.map((rule, place) => ({
      actionset: {
        id: place === 0 ? `${chain.id}` : undefined,
        rev: place === 0 && chain.rev !== '' ? chain.rev : undefined,
        version: place === 0 && chain.ver !== '' ? chain.ver : undefined,
        severity: place === 0 && chain.severity !== null ? chain.severity : undefined,
        accuracy: place === 0 && chain.accuracy > 0 ? chain.accuracy : undefined,
        maturity: place === 0 && chain.maturity > 0 ? chain.maturity : undefined,
        phase: chain.phase,
        is_chained: isChain,
        chain_starter: isChain && place === 0 ? true : undefined,
        tags: place === 0 ? chain.tags : undefined,
      },
      operator: {
        operator: rule.operator,
        operator_param: rule.argument,
        target: rule.targets,
        negated: rule.negated,
      },
      config: { filename: rule.file, line_num: rule.line },
      unparsed: rule.text,
      is_matched: rule.isMatched,
    })),
    full_chain_match: chain.isFullMatch,
  }
}

import type { AuditedMatch, AuditRecord, Member } from '@secrule/program'
import { maskedText } from '../log-line.js'
import type { RuleMatch } from '../match-log.js'
import { matchedRule } from '../matched-rule.js'
import { producer } from '../producer.js'
import type { TransactionContext } from '../transaction-context.js'
import { auditedChains } from './audited-chains.js'
import { rebuiltBody } from './rebuilt-body.js'
import { finalStatus } from './relevance.js'

/** Everything the audit log may want to write of a transaction, masked. Bodies are there when a part asks for them. */
export function auditRecord(context: TransactionContext, parts = context.settings.auditLogParts): AuditRecord {
  const { connection, settings, dialect, services, masker } = context
  const text = (secret: string): string => masker?.text(secret) ?? secret
  return {
    id: context.id,
    dialect: dialect.name,
    destination: {
      type: settings.auditLogType,
      format: settings.auditLogFormat,
      log: settings.auditLog,
      log2: settings.auditLog2,
      storageDir: settings.auditLogStorageDir,
      dirMode: settings.auditLogDirMode,
      fileMode: settings.auditLogFileMode,
      guardian: settings.guardianLog?.command ?? null,
    },
    startedAt: context.startedAt,
    durationMicroseconds: context.elapsed(),
    utcOffset: services.clock.localOffset(Math.floor(context.startedAt / 1000)),
    times: {
      phases: context.phaseTimes.map((time) => Math.max(0, Math.round(time))),
      storageRead: Math.round(context.storageReadTime),
      storageWrite: context.storageWriteTime,
      slowRules: [...context.slowRules],
    },
    parts,
    client: { address: connection.clientAddress, port: connection.clientPort },
    server: { address: connection.serverAddress, port: connection.serverPort, name: context.request.serverName },
    request: auditedRequest(context, parts),
    response: auditedResponse(context, parts),
    engineMode: settings.ruleEngine,
    producer,
    components: settings.componentSignatures,
    serverSignature: settings.serverSignature,
    sensorId: settings.sensorId,
    webAppId: settings.webAppId,
    sessionId: text(context.sessionId),
    userId: text(context.userId),
    remoteUser: context.request.remoteUser ?? '',
    sanitised: sanitisedNames(context),
    matches: [...context.log, ...(context.stop === null ? [] : [context.stop])]
      .filter(({ rule }) => rule.audit)
      .map((match) => auditedMatch(match, context)),
    matchedRules: parts.includes('K') ? auditedChains(context) : [],
    serverErrors: context.serverErrorLog.map(text),
    highestSeverity: context.highestSeverity > 7 ? null : context.highestSeverity,
    action: auditedAction(context),
    relevant: true,
  }
}

function auditedRequest(context: TransactionContext, parts: string): AuditRecord['request'] {
  const { request, masker } = context
  const places = { get: request.argsGet, post: request.argsPost, path: request.argsPath }
  const values = (['get', 'post', 'path'] as const).flatMap((place) =>
    places[place].all().map(({ key, value }) => ({ name: key, value: masker?.argument(key, value) ?? value, place })),
  )
  const body = parts.includes('C') || parts.includes('I') ? request.body.raw() : ''
  return {
    line: masker?.requestLine ?? request.line,
    method: request.method,
    uri: masker?.uri ?? request.uriRaw,
    protocol: request.protocol,
    headers: masker?.headers(request.headers.all(), 'request') ?? fields(request.headers.all()),
    body: masker?.requestBody(body) ?? body,
    rebuiltBody: parts.includes('I') ? rebuiltBody(context) : null,
    length: request.body.buffer.length,
    arguments: values,
    files: request.files.map(({ name, filename, size, contentType }) => ({
      name,
      filename: masker?.text(filename) ?? filename,
      size,
      contentType,
    })),
  }
}

function auditedResponse(context: TransactionContext, parts: string): AuditRecord['response'] {
  const { response, masker } = context
  const headers = response.headers.all()
  const body = parts.includes('E') ? response.body.raw() : ''
  return {
    status: finalStatus(context),
    protocol: response.protocol,
    headers: masker?.headers(headers, 'response') ?? fields(headers),
    body: masker?.responseBody(body) ?? body,
    dechunked: response.body.length > 0 && /\bchunked\b/i.test(response.headers.first('transfer-encoding') ?? ''),
  }
}

function fields(members: readonly Member[]): { readonly name: string; readonly value: string }[] {
  return members.map(({ key, value }) => ({ name: key, value }))
}

/** `message`, `data` and `tags` are byte strings here: each format escapes them in its own way. */
function auditedMatch(match: RuleMatch, context: TransactionContext): AuditedMatch {
  const { verdict, condition, metadata, reference, line } = context.logs.piecesOf(match)
  return {
    ...matchedRule(match, context, 'masked'),
    message: maskedText(match.message, match, context).text,
    data: maskedText(match.data, match, context).text,
    tags: match.tags.map((tag) => maskedText(tag, match, context).text),
    logLine: line,
    ruleText: match.rule.text,
    verdict,
    condition,
    metadata,
    reference,
  }
}

function auditedAction({ interruption, masker }: TransactionContext): AuditRecord['action'] {
  if (interruption === null) return null
  const { phase, status, ruleId, message = '' } = interruption
  return { intercepted: true, phase, status, ruleId, message: masker?.text(message) ?? message }
}

/** Of what is to be masked, what was there: each name once, as it was written first. */
function sanitisedNames({ request, response, sanitise, masker }: TransactionContext): AuditRecord['sanitised'] {
  if (masker === null) return { arguments: [], requestHeaders: [], responseHeaders: [] }
  const names = (members: readonly Member[], isMasked: (member: Member) => boolean): string[] => [
    ...new Set(members.filter(isMasked).map(({ key }) => key)),
  ]
  const headers = (members: readonly Member[], named: ReadonlySet<string>, kind: string): string[] => {
    const partly = new Set(sanitise.parts.filter((part) => part.kind === kind).map(({ lowerKey }) => lowerKey))
    return names(members, ({ key }) => named.has(key.toLowerCase()) || partly.has(key.toLowerCase()))
  }
  const values = [...request.argsGet.all(), ...request.argsPost.all(), ...request.argsPath.all()]
  return {
    arguments: names(values, ({ key, value }) => masker.masksArgument(key, value)),
    requestHeaders: headers(request.headers.all(), sanitise.requestHeaders, 'REQUEST_HEADERS'),
    responseHeaders: headers(response.headers.all(), sanitise.responseHeaders, 'RESPONSE_HEADERS'),
  }
}

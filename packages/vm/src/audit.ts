import type { AuditRecord } from '@secrule/program'
import { matchedRule } from './matched-rule.js'
import type { TransactionContext } from './transaction-context.js'

const statusPatterns = new Map<string, RegExp>()

/** SecAuditLogRelevantStatus: the directive checked the source, and three digits are no work for any engine. */
function statusPattern(source: string): RegExp {
  let pattern = statusPatterns.get(source)
  if (pattern === undefined) {
    pattern = new RegExp(source, 's')
    statusPatterns.set(source, pattern)
  }
  return pattern
}

/** The status that the client got or is to get. */
function finalStatus({ interruption, response }: TransactionContext): number {
  return interruption?.status ?? response.status
}

/** Whether the transaction is to be written to the audit log. */
export function isRelevant(context: TransactionContext): boolean {
  const { auditEngine, auditLogRelevantStatus } = context.settings
  if (auditEngine !== 'RelevantOnly') return auditEngine === 'On'
  if (context.isAuditRelevant) return true
  if (auditLogRelevantStatus === null) return false
  return statusPattern(auditLogRelevantStatus).test(String(finalStatus(context)))
}

/** Everything the audit log may want to write of a transaction. */
export function auditRecord(context: TransactionContext): AuditRecord {
  const { request, response, connection, settings, interruption } = context
  return {
    id: context.id,
    startedAt: context.startedAt,
    durationMicroseconds: context.elapsed(),
    parts: settings.auditLogParts,
    client: { address: connection.clientAddress, port: connection.clientPort },
    server: { address: connection.serverAddress, port: connection.serverPort, name: request.serverName },
    request: {
      line: request.line,
      method: request.method,
      uri: request.uriRaw,
      protocol: request.protocol,
      headers: request.headers.all().map(({ key, value }) => ({ name: key, value })),
      body: request.body.text(),
      arguments: [...request.argsGet.all(), ...request.argsPost.all()].map(({ key, value }) => ({ name: key, value })),
      files: request.files.map(({ name, filename, size, contentType }) => ({ name, filename, size, contentType })),
    },
    response: {
      status: finalStatus(context),
      protocol: response.protocol,
      headers: response.headers.all().map(({ key, value }) => ({ name: key, value })),
      body: response.body.text(),
    },
    engineMode: settings.ruleEngine,
    components: settings.componentSignatures,
    serverSignature: settings.serverSignature,
    sensorId: settings.sensorId,
    webAppId: settings.webAppId,
    sessionId: context.sessionId,
    userId: context.userId,
    remoteUser: request.remoteUser ?? '',
    matches: context.log.filter(({ rule }) => rule.audit).map((match) => matchedRule(match, context)),
    action:
      interruption === null
        ? null
        : { intercepted: true, phase: interruption.phase, message: interruption.message ?? '' },
    relevant: true,
  }
}

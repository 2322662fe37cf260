import type { AuditRecord, MaybePromise } from '@secrule/program'
import { relevant } from '../debug-lines.js'
import type { TransactionContext } from '../transaction-context.js'
import { auditRecord } from './audit-record.js'
import { isRelevant } from './relevance.js'

/** The end of a transaction: its audit record when it was relevant, and what SecGuardianLog wants. A sink that fails loses a record, not the request. */
export function writeAudit(context: TransactionContext): MaybePromise<AuditRecord | null> {
  context.logs.release()
  tellGuardian(context)
  const isWanted = isRelevant(context)
  if (isWanted || context.isAuditRelevant) context.debug(5, () => relevant)
  if (!isWanted) return null
  const record = auditRecord(context)
  const { audit, logger } = context.services
  if (audit === null) return record
  const lose = (error: unknown): AuditRecord => {
    logger.error(`[${context.id}] audit record lost: ${String(error)}`)
    return record
  }
  try {
    const writing: unknown = audit.write(record)
    return writing instanceof Promise ? writing.then(() => record, lose) : record
  } catch (error) {
    return lose(error)
  }
}

/** SecGuardianLog: of every transaction, as long as the variable of its condition is set, or is not. */
function tellGuardian(context: TransactionContext): void {
  const { settings, services, environment } = context
  const { guardianLog } = settings
  if (guardianLog === null || !services.guardian) return
  const { environment: name, negated } = guardianLog
  if (name !== null && environment.has(name) === negated) return
  try {
    void services.guardian.write(auditRecord(context, 'AHZ'))
  } catch (error) {
    services.logger.error(`[${context.id}] guardian line lost: ${String(error)}`)
  }
}

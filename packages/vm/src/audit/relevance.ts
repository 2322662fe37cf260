import { compilePattern, linkPattern } from '@secrule/regex'
import type { TransactionContext } from '../transaction-context.js'

type StatusTest = (status: string) => boolean

const tests = new Map<string, StatusTest>()

/** SecAuditLogRelevantStatus: the directive checked the source, and three digits are no work for any engine. */
function statusTest(source: string): StatusTest {
  let test = tests.get(source)
  if (test === undefined) {
    test = makeTest(source)
    tests.set(source, test)
  }
  return test
}

function makeTest(source: string): StatusTest {
  try {
    const pattern = new RegExp(source, 's')
    return (status) => pattern.test(status)
  } catch {
    // What only PCRE can read; a status that cannot be tested counts as relevant, so that nothing goes unlogged.
    const pattern = compilePattern(source, { dotAll: true, multiline: false, dollarEndOnly: false, caseless: false })
    if (pattern.kind === 'problem') return () => true
    const matcher = linkPattern(pattern, { pcre2: null, limits: { match: 10_000, recursion: 10_000 } })
    return (status) => matcher.test(status) !== false
  }
}

/** The status that the client got or is to get. */
export function finalStatus({ interruption, response }: TransactionContext): number {
  return interruption?.status ?? response.status
}

/** Whether the transaction is to be written to the audit log. */
export function isRelevant(context: TransactionContext): boolean {
  const { auditEngine, auditLogRelevantStatus } = context.settings
  if (auditEngine !== 'RelevantOnly') return auditEngine === 'On'
  const test = auditLogRelevantStatus === null ? null : statusTest(auditLogRelevantStatus)
  const hasStatus = test?.(String(finalStatus(context))) === true
  if (context.dialect.auditedByStatusToo && context.isAuditRelevant) return test === null || hasStatus
  // A limit or an error that stopped the transaction counts like a rule.
  if (context.isAuditRelevant || context.stop !== null) return true
  return hasStatus
}

import type { MatchedRule } from '@secrule/program'
import { logLine } from './log-line.js'
import type { RuleMatch } from './match-log.js'
import type { TransactionContext } from './transaction-context.js'

/** A match as hosts see it. The log line is made when it is first read. */
export function matchedRule(match: RuleMatch, context: TransactionContext): MatchedRule {
  const { rule } = match
  let line: string | null = null
  return {
    id: rule.id,
    phase: match.phase,
    message: match.message,
    data: match.data,
    severity: rule.severity,
    tags: match.tags,
    rev: rule.rev,
    ver: rule.ver,
    maturity: rule.maturity,
    accuracy: rule.accuracy,
    file: rule.file,
    line: rule.line,
    disruptive: match.outcome !== null,
    logged: rule.log,
    audited: rule.audit,
    matches: match.targets.map(({ variable, key, value }) => ({ variable, key, value })),
    get logLine() {
      line ??= logLine(match, context.logContext)
      return line
    },
  }
}

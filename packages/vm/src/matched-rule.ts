import type { MatchedRule } from '@secrule/program'
import { maskedText } from './log-line.js'
import { escaped, printable } from './logging/log-escape.js'
import { mapLogText } from './logging/log-text.js'
import type { RuleMatch } from './match-log.js'
import type { TransactionContext } from './transaction-context.js'

/**
 * A match as hosts see it. Its texts are made when they are first read: `message`, `data` and `logLine` are escaped ASCII
 * and masked like every log. The matched values are those that the rules saw, or masked ones for logs.
 */
export function matchedRule(
  match: RuleMatch,
  context: TransactionContext,
  values: 'seen' | 'masked' = 'seen',
): MatchedRule {
  const { rule } = match
  const masker = values === 'masked' ? context.masker : null
  return {
    id: rule.id,
    phase: match.phase,
    get message() {
      return mapLogText(maskedText(match.message, match, context), printable, escaped)
    },
    get data() {
      return mapLogText(maskedText(match.data, match, context), printable, escaped)
    },
    severity: rule.severity,
    get tags() {
      return match.tags.map((tag) => mapLogText(maskedText(tag, match, context), printable, escaped))
    },
    rev: rule.rev,
    ver: rule.ver,
    maturity: rule.maturity,
    accuracy: rule.accuracy,
    file: rule.file,
    line: rule.line,
    disruptive: match.outcome !== null,
    logged: rule.log,
    audited: rule.audit,
    matches: match.targets.map((target) => ({
      variable: target.variable,
      key: target.key,
      value: masker === null ? target.value : masker.target(target).value,
    })),
    get logLine() {
      return context.logs.piecesOf(match).line
    },
  }
}

import type { AuditedChain, RuleInfo } from '@secrule/program'
import { maskedText } from '../log-line.js'
import type { MatchedTarget, RuleMatch } from '../match-log.js'
import type { TransactionContext } from '../transaction-context.js'

/** Every rule that matched in order, chains that only matched up to a link among them: part K. */
export function auditedChains(context: TransactionContext): AuditedChain[] {
  const { rules } = context.linked.program
  const chains: AuditedChain[] = []
  const partial = [...context.partialMatches]
  const takePartial = (before: number): void => {
    while (partial[0] !== undefined && partial[0].before <= before) {
      const { link } = partial.shift()!
      chains.push(chain(rules[link.starter]!, link.index, null, context))
    }
  }
  context.log.forEach((match, place) => {
    takePartial(place)
    chains.push(chain(match.rule, Number.POSITIVE_INFINITY, match, context))
  })
  takePartial(context.log.length)
  return chains
}

/** A chain of which the links before number `missed` matched. */
function chain(starter: RuleInfo, missed: number, match: RuleMatch | null, context: TransactionContext): AuditedChain {
  const { rules } = context.linked.program
  const links: RuleInfo[] = []
  for (let index = starter.index; rules[index]?.starter === starter.index; index++) links.push(rules[index]!)
  const tags = match?.tags ?? context.linked.tagsOf(starter, context)
  const targets = match?.targets ?? []
  return {
    id: starter.id,
    phase: starter.phase,
    rev: starter.rev,
    ver: starter.ver,
    severity: starter.severity,
    maturity: starter.maturity,
    accuracy: starter.accuracy,
    tags: tags.map((tag) => maskedText(tag, { targets }, context).text),
    rules: links.map((rule) => {
      const target = match?.targets.findLast((each) => each.rule === rule)
      return {
        text: rule.text,
        file: rule.file,
        line: rule.line,
        operator: target?.operator?.definition.name ?? '',
        argument: target?.operator?.use.argument ?? '',
        negated: target?.negated ?? false,
        targets: target === undefined ? '' : nameOf(target),
        isMatched: rule.index < missed,
      }
    }),
    isFullMatch: match !== null,
  }
}

function nameOf({ variable, key }: MatchedTarget): string {
  return key === '' ? variable : `${variable}:${key}`
}

import { count } from '../render/count.js'
import type { RuleCoverage } from './coverage.js'

/** Coverage as text: the sums, then each rule that never matched with its place. */
export function coverageLines(rules: readonly RuleCoverage[]): readonly string[] {
  const tried = rules.filter((rule) => rule.tried > 0)
  const matched = rules.filter((rule) => rule.matched > 0)
  const never = tried.filter((rule) => rule.matched === 0)
  const untried = rules.filter((rule) => rule.tried === 0)
  return [
    `coverage: ${count(rules.length, 'rule')}: ${tried.length} tried, ${matched.length} matched, ${never.length} tried but never matched, ${untried.length} never tried`,
    ...listed('never matched', never),
    ...listed('never tried', untried),
  ]
}

function listed(title: string, rules: readonly RuleCoverage[]): readonly string[] {
  if (rules.length === 0) return []
  return [`${title}:`, ...rules.map(({ id, file, line }) => `  ${id} ${file}:${line}`)]
}

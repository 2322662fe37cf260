import type { Exclusion } from './exclusion.js'

/** Rules for the two places that exclusions belong to. Empty: nothing belongs there. */
export interface ExclusionFiles {
  /** Before the rules they are about: ctl must have run when these are. */
  readonly before: string
  /** After them: SecRuleUpdateTargetById changes rules that are there. */
  readonly after: string
}

/** Gives ids that no rule has, from a number on. */
export function freeIds(first: number, taken: ReadonlySet<number>): () => number {
  let next = first
  return () => {
    while (taken.has(next)) next++
    return next++
  }
}

/** Writes exclusions as rules: one rule a location with all that is excluded there. */
export function writeExclusions(exclusions: readonly Exclusion[], nextId: () => number): ExclusionFiles {
  const byOperator = new Map<string | null, Exclusion[]>()
  const updates: string[] = []
  for (const exclusion of exclusions) {
    const { rule, target, location } = exclusion
    if (location.operator === null && !target.text.startsWith('&')) {
      updates.push(`SecRuleUpdateTargetById ${rule} "!${target.text}"`)
      continue
    }
    const list = byOperator.get(location.operator)
    if (list === undefined) byOperator.set(location.operator, [exclusion])
    else list.push(exclusion)
  }
  const rules = [...byOperator].map(([operator, list]) => locationRule(operator, list, nextId()))
  return { before: rules.join('\n\n'), after: updates.join('\n') }
}

/** The rule of one location, without line end. */
export function locationRule(operator: string | null, exclusions: readonly Exclusion[], id: number): string {
  const start = operator === null ? 'SecAction' : `SecRule REQUEST_FILENAME "${operator}"`
  const actions = [
    `id:${id}`,
    'phase:1',
    'pass',
    't:none',
    'nolog',
    ...exclusions.map(({ rule, target }) => `ctl:ruleRemoveTargetById=${rule};${target.text}`),
  ]
  return `${start} \\\n    "${actions.join(',\\\n    ')}"`
}

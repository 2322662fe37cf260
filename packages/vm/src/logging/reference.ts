import type { MatchedTarget, RuleMatch } from '../match-log.js'
import type { TransactionContext } from '../transaction-context.js'
import { matchOffsets } from './match-offsets.js'

/** Matches of one rule that are told of; a request can make thousands. */
const mostTargets = 100

/**
 * Where a match was: for every value what the operator found in it (`oOFFSET,LENGTH`), where the value stood in the raw
 * request (`vOFFSET,LENGTH`), and its transformations. Made of the whole chain, in order, as libmodsecurity 3 has it.
 */
export function reference({ targets }: RuleMatch, context: TransactionContext): string {
  const seen = new Map<string, number>()
  return targets
    .slice(0, mostTargets)
    .map((target) => {
      const place = `${target.variable}\n${target.key}\n${target.original}`
      const occurrence = seen.get(place) ?? 0
      seen.set(place, occurrence + 1)
      return targetReference(target, occurrence, context)
    })
    .join('')
}

function targetReference(target: MatchedTarget, occurrence: number, context: TransactionContext): string {
  const found = matchOffsets(target, context).map(([offset, length]) => `o${offset},${length}`)
  const origins = context.logs.origins.of(target.variable, target.key, target.original, occurrence)
  const places = origins.map(([offset, length]) => `v${offset},${length}`)
  const { path } = context.linked.chains[target.chain]!
  return `${found.join('')}${places.join('')}${path.map(({ name }) => `t:${name}`).join(',')}`
}

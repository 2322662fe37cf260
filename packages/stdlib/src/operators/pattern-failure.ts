import type { OperatorContext } from '@secrule/program'
import type { Matcher } from '@secrule/regex'

/**
 * Records that a regular expression ended at its limit or with an error, for MSC_PCRE_ERROR and
 * MSC_PCRE_LIMITS_EXCEEDED. Gives false, to be returned: it is never a match.
 */
export function patternFailure(outcome: 'limit' | 'error', context: OperatorContext): false {
  const { transaction } = context
  transaction.pcreError = true
  if (outcome === 'limit') {
    transaction.pcreLimitExceeded = true
    transaction.tx.set('MSC_PCRE_LIMITS_EXCEEDED', '1')
  }
  return context.error(outcome === 'limit' ? 'pattern-limit' : 'pattern-error')
}

/** As patternFailure; the debug log says it in libmodsecurity's words too, which name operator and pattern. */
export function searchFailure(
  outcome: 'limit' | 'error',
  context: OperatorContext,
  operator: string,
  { source }: Matcher,
): false {
  const what = outcome === 'limit' ? 'MATCH_LIMIT' : 'OTHER_ERROR'
  context.transaction.debug(3, () => `${operator}: regex error '${what}' for pattern '${source}'`)
  return patternFailure(outcome, context)
}

import type { OperatorContext, TransactionState } from '@secrule/program'
import type { Matcher } from '@secrule/regex'

/** Searches of values of more bytes are divided where others wait. */
const longValue = 65_536
/** What was found in long values is kept of so many searches, for logs that ask where it was. */
const mostKept = 8

/** The outcome of a search as `Matcher.exec` gives it. */
export type Found = ReturnType<Matcher['exec']>

interface LongSearch {
  readonly matcher: Matcher
  readonly value: string
  readonly found: Found
}

const kept = new WeakMap<TransactionState, LongSearch[]>()

/**
 * The search for a pattern in a value so long that others are to have their turn meanwhile, groups and all; null where
 * it is to be made at once.
 */
export function searchInTurns(matcher: Matcher, value: string, context: OperatorContext): Promise<Found> | null {
  const { giveWay } = context
  if (value.length <= longValue || giveWay === null || giveWay === undefined) return null
  return matcher.execInTurns === undefined ? null : searched(matcher, value, context.transaction, giveWay)
}

async function searched(
  matcher: Matcher,
  value: string,
  transaction: TransactionState,
  giveWay: () => Promise<void>,
): Promise<Found> {
  const search = matcher.execInTurns!(value, 0)
  for (;;) {
    const turn = search.next()
    if (turn.done === true) {
      if (turn.value !== null) keep(transaction, { matcher, value, found: turn.value })
      return turn.value
    }
    await giveWay()
  }
}

function keep(transaction: TransactionState, search: LongSearch): void {
  const list = kept.get(transaction)
  if (list === undefined) kept.set(transaction, [search])
  else if (list.push(search) > mostKept) list.shift()
}

/** What a pattern's search of a value finds: what it found already, if it was a long one, since logs search once more. */
export function foundAgain(matcher: Matcher, value: string, { transaction }: OperatorContext): Found {
  const list = value.length > longValue ? kept.get(transaction) : undefined
  const known = list?.find((search) => search.matcher === matcher && search.value === value)
  return known === undefined ? matcher.exec(value, 0) : known.found
}

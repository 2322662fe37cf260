import type { OperatorContext } from '@secrule/program'
import type { Matcher } from '@secrule/regex'

/** Searches of values of more bytes are divided where others wait. */
const longValue = 65_536

/** The search for a pattern in a value so long that others are to have their turn meanwhile; null where it is to be made at once. */
export function searchInTurns(
  matcher: Matcher,
  value: string,
  context: OperatorContext,
): Promise<Int32Array | null | 'limit' | 'error'> | null {
  const { giveWay } = context
  if (value.length <= longValue || giveWay === null || giveWay === undefined) return null
  return matcher.execInTurns === undefined ? null : searched(matcher, value, context.capturing, giveWay)
}

async function searched(
  matcher: Matcher,
  value: string,
  groups: boolean,
  giveWay: () => Promise<void>,
): Promise<Int32Array | null | 'limit' | 'error'> {
  const search = matcher.execInTurns!(value, 0, groups)
  for (;;) {
    const turn = search.next()
    if (turn.done === true) return turn.value
    await giveWay()
  }
}

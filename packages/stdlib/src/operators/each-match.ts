import type { OperatorContext } from '@secrule/program'
import type { Matcher } from '@secrule/regex'

/**
 * How much work on one value is too much: steps for each of its bytes, and steps in all for short ones. One search is
 * linear, but a client could make very many searches of one value long.
 */
const stepsPerByte = 100
const stepsAtLeast = 1_000_000
/** For PCRE2, whose steps are not known here: searches in one value. */
const mostSearches = 2000

/** Values of more bytes are searched in turns where others wait; a turn is so many steps, or matches where none are told. */
const longValue = 65_536
const stepsOfTurn = 200_000
const matchesOfTurn = 500

export type Outcome = 'done' | 'limit' | 'error'

/** What `visit` says: look at further matches or not. */
export type Visit = (offsets: Int32Array) => boolean

/**
 * Visits matches from the left until `visit` gives false. Without `overlapping` the next search begins at the end of the
 * match, and an empty match directly behind another one does not count; with it, one byte behind its start.
 * Gives `limit` when the value would take too much work, `error` when the pattern cannot run.
 */
export function eachMatch(matcher: Matcher, value: string, overlapping: boolean, visit: Visit): Outcome {
  const turns = visits(matcher, value, overlapping, visit)
  let turn = turns.next()
  while (turn.done !== true) turn = turns.next()
  return turn.value
}

/** The same of a value so long that others are to have their turn meanwhile; null where it is to be done at once. */
export function eachMatchInTurns(
  matcher: Matcher,
  value: string,
  overlapping: boolean,
  visit: Visit,
  { giveWay }: OperatorContext,
): Promise<Outcome> | null {
  if (value.length <= longValue || giveWay === null || giveWay === undefined) return null
  return visited(visits(matcher, value, overlapping, visit), giveWay)
}

async function visited(turns: Generator<undefined, Outcome>, giveWay: () => Promise<void>): Promise<Outcome> {
  for (;;) {
    const turn = turns.next()
    if (turn.done === true) return turn.value
    await giveWay()
  }
}

function* visits(
  matcher: Matcher,
  value: string,
  overlapping: boolean,
  visit: Visit,
): Generator<undefined, Outcome, undefined> {
  const begun = matcher.work
  const bound = value.length * stepsPerByte + stepsAtLeast
  let before = -1
  let count = 0
  let matches = 0
  // others may search with the same matcher meanwhile: their steps are not counted here
  let elsewhere = 0
  let turn = 0
  for (let from = 0; from <= value.length; ) {
    const steps = matcher.work - begun - elsewhere
    if (steps - turn > stepsOfTurn || ++matches % matchesOfTurn === 0) {
      turn = steps
      const paused = matcher.work
      yield
      elsewhere += matcher.work - paused
    }
    if (steps > bound || (steps === 0 && ++count > mostSearches)) return 'limit'
    const offsets = matcher.exec(value, from)
    if (offsets === null) return 'done'
    if (typeof offsets === 'string') return offsets
    const start = offsets[0]!
    const end = offsets[1]!
    from = overlapping ? start + 1 : end > start ? end : end + 1
    if (end === start && start === before && !overlapping) continue
    before = end
    if (!visit(offsets)) return 'done'
  }
  return 'done'
}

import { pcre2Source } from '../analysis/pcre2-source.js'
import type { Matcher, Turns } from '../link-pattern.js'
import type { MatchLimits, Pattern } from '../pattern.js'
import type { Pcre2 } from '../pcre2.js'
import { parsePattern } from '../syntax/parse-pattern.js'
import { BacktrackingMatcher } from './backtracking-matcher.js'

/** Steps that a search may take in PCRE2, every place of the value tried: about a tenth of a second. */
const mostSteps = 200_000
/** Limits above it leave only values that are too short to reach them. */
const mostCounted = 10_000

/** Longer patterns are lists of words, which PCRE2 tries one by one at every place: a millisecond for a short value. */
const longestSource = 2000

/** Whether a CountedMatcher counts for such a pattern and limit. */
export function countsUnder({ nestsRepeats, source }: Pattern, matchLimit: number): boolean {
  return nestsRepeats && source.length <= longestSource && matchLimit > 0 && matchLimit <= mostCounted
}

/**
 * Runs a pattern in PCRE2, a linear one too, and goes by its count of steps, so that a value meets the match limit where it does in an
 * engine that backtracks. PCRE2 counts anew at each place where a match may begin: where the limit times the length of
 * the value is more than traffic may cost, `uncounted` answers, and no limit is reached.
 */
export class CountedMatcher implements Matcher {
  readonly source: string
  private readonly counted: Matcher
  private readonly uncounted: Matcher
  private readonly longest: number

  constructor(pattern: Pattern, pcre2: Pcre2, limits: MatchLimits, uncounted: Matcher) {
    const written = { ...pattern, pcre2: pattern.pcre2 ?? writtenOut(pattern) }
    this.counted = new BacktrackingMatcher(written, pcre2, limits, false)
    this.uncounted = uncounted
    this.longest = Math.floor(mostSteps / limits.match) - 1
    this.source = pattern.source
  }

  prepare(): boolean {
    return this.counted.prepare() || this.uncounted.prepare()
  }

  test(subject: string): boolean | 'limit' | 'error' {
    return this.for(subject).test(subject)
  }

  exec(subject: string, from: number): Int32Array | null | 'limit' | 'error' {
    return this.for(subject).exec(subject, from)
  }

  *execInTurns(subject: string, from: number): Turns {
    const matcher = this.for(subject)
    return matcher.execInTurns === undefined ? matcher.exec(subject, from) : yield* matcher.execInTurns(subject, from)
  }

  get work(): number {
    return this.uncounted.work
  }

  private for(subject: string): Matcher {
    return subject.length <= this.longest ? this.counted : this.uncounted
  }
}

// A linear pattern as PCRE2 gets it; null only when the pattern was not made by compilePattern.
function writtenOut({ source, flags }: Pattern): string | null {
  const parsed = parsePattern(source, flags)
  return parsed.kind === 'problem' ? null : `(*NO_START_OPT)${parsed.settings}${pcre2Source(parsed.root)}`
}

import { BacktrackingMatcher } from './engine/backtracking-matcher.js'
import { CountedMatcher, countsUnder } from './engine/counted-matcher.js'
import { LinearMatcher } from './engine/linear-matcher.js'
import type { MatchLimits, Pattern } from './pattern.js'
import type { Pcre2 } from './pcre2.js'

/** A search that pauses at every turn. */
export type Turns = Generator<undefined, Int32Array | null | 'limit' | 'error', undefined>

/** A pattern ready to match. It never throws, whatever the subject. */
export interface Matcher {
  /** The pattern as it was written. */
  readonly source: string
  /** Builds a part of what every search needs, which the first one does otherwise; whether some is left to build. */
  prepare(): boolean
  /** Whether the pattern matches anywhere; `limit` when a match limit was reached, `error` when PCRE2 could not run. */
  test(subject: string): boolean | 'limit' | 'error'
  /**
   * The offsets of group 0 and up as start and end pairs, -1 where a group took no part; null when nothing matches.
   * The search begins at `from`, but what stands before is seen: `^` holds at 0 only, `\b` looks back.
   */
  exec(subject: string, from: number): Int32Array | null | 'limit' | 'error'
  /**
   * What `exec` gives, with a pause wherever enough has been done that others are to have their turn. Absent where no
   * pause can be made.
   */
  execInTurns?(subject: string, from: number): Turns
  /** Steps of the linear engines so far; grows with the work done, for tests and profiles. 0 for PCRE2. */
  readonly work: number
}

/** More groups than this no pattern has. */
const mostGroups = 65_535

/** Whether what a bundle had is no pattern of `compilePattern`. */
function isDamaged({ source, flags, groups, names, pcre2, minLength }: Pattern): boolean {
  if (typeof source !== 'string' || typeof flags !== 'object' || flags === null) return true
  if (!Number.isInteger(groups) || groups < 0 || groups > mostGroups || !Array.isArray(names)) return true
  return !(pcre2 === null || typeof pcre2 === 'string') || typeof minLength !== 'number'
}

/** What a matcher runs with. */
export interface MatchServices {
  readonly pcre2: Pcre2 | null
  readonly limits: MatchLimits
}

/** Makes a pattern ready to match. Lazy: engines are built when they are first needed. */
export function linkPattern(pattern: Pattern, services: MatchServices): Matcher {
  if (isDamaged(pattern)) throw new RangeError('a pattern is damaged')
  return pattern.engine === 'linear'
    ? new LinearMatcher(pattern)
    : new BacktrackingMatcher(pattern, services.pcre2, services.limits)
}

/**
 * As linkPattern, but linear patterns too reach the match limit where they do in PCRE2, if it is there. Patterns and limits for
 * which that is nothing to reckon with (`countsUnder`) are as before.
 */
export function linkCounted(pattern: Pattern, services: MatchServices): Matcher {
  const uncounted = linkPattern(pattern, services)
  const { pcre2, limits } = services
  return pcre2 === null || !countsUnder(pattern, limits.match)
    ? uncounted
    : new CountedMatcher(pattern, pcre2, limits, uncounted)
}

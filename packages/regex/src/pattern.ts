import type { Requirement } from './analysis/requirement.js'

/** How a pattern is to be read, as PCRE2's compile options of the same names. */
export interface PatternFlags {
  readonly dotAll: boolean
  readonly multiline: boolean
  readonly dollarEndOnly: boolean
  readonly caseless: boolean
  readonly extended?: boolean
}

/** Why a pattern does not compile. `offset` counts bytes of the source. */
export interface PatternProblem {
  readonly kind: 'problem'
  readonly offset: number
  readonly message: string
}

/**
 * A checked pattern: plain data that can be written to a bundle. `engine` is `linear` when the pattern is a regular
 * language and every subject takes linear time; `backtracking` ones need the PCRE2 service and run under its limits.
 */
export interface Pattern {
  readonly kind: 'pattern'
  readonly source: string
  readonly flags: PatternFlags
  /** How many groups there are, group 0 not counted. */
  readonly groups: number
  /** The name of each group by its number, '' where it has none; entry 0 is always ''. */
  readonly names: readonly string[]
  readonly engine: 'linear' | 'backtracking'
  /** The source as PCRE2 gets it, rewritten so that its 16-bit UTF mode has byte meaning; null for linear patterns. */
  readonly pcre2: string | null
  /** True when the pattern asked for `(*UTF)`: PCRE2 gets the subject decoded. */
  readonly utf: boolean
  /** What every value that matches must hold. */
  readonly requirement: Requirement
  /** The shortest subject that can match, in bytes. */
  readonly minLength: number
  /** The longest match, in bytes; null when there is no bound. */
  readonly maxLength: number | null
  /** True when a match can only begin at the start of the subject. */
  readonly anchoredStart: boolean
  /** True when a match can only end at the end of the subject. */
  readonly anchoredEnd: boolean
  /** True when a repeat stands inside a repeat: backtracking may take steps out of all proportion to a value. */
  readonly nestsRepeats: boolean
}

/** Bounds for backtracking, as SecPcreMatchLimit and SecPcreMatchLimitRecursion give them; 0 is PCRE2's own. */
export interface MatchLimits {
  readonly match: number
  readonly recursion: number
}

import type { MatchLimits, PatternProblem } from './pattern.js'

/** A pattern in PCRE2's own form. */
export interface Pcre2Code {
  /** Group offsets as start, end pairs counted in 16-bit units of the subject, -1 for groups that took no part. */
  exec(subject: string, from: number): Int32Array | null | 'limit' | 'error'
}

/**
 * PCRE2 as a service that a host injects, because it needs WebAssembly and a file. It runs in 16-bit UTF mode: chars are
 * bytes as long as they are below 256. Nothing it does throws.
 */
export interface Pcre2 {
  compile(source: string, limits: MatchLimits): Pcre2Code | PatternProblem
}

import { compilePattern, type PatternProblem } from '@secrule/regex'

/** Flags do not matter for whether a pattern compiles; those who run it compile it with their own. */
const flags = { dotAll: true, multiline: false, dollarEndOnly: true, caseless: true }

/** Why a regular expression of a setting does not compile, or null. */
export function patternProblem(source: string): PatternProblem | null {
  const pattern = compilePattern(source, flags)
  return pattern.kind === 'problem' ? pattern : null
}

/** What is wrong with a pattern, and where in it; null is the whole. */
export interface SelectorProblem {
  readonly offset: number | null
  readonly message: string
}

/**
 * Why a regular expression cannot pick keys, tags or messages, or null. Those run without PCRE2, so what only
 * backtracking can find is refused instead of never matching.
 */
export function selectorPatternProblem(source: string): SelectorProblem | null {
  const pattern = compilePattern(source, flags)
  if (pattern.kind === 'problem') return pattern
  if (pattern.engine === 'linear') return null
  return { offset: null, message: 'only patterns without lookaround and back references can select' }
}

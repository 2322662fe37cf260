import { type OperatorContext, operator } from '@secrule/program'
import type { Matcher, Pattern } from '@secrule/regex'
import { captureGroups } from './capture-groups.js'
import { linkSearch, patternArgument, ruleFlags, searchNeeds } from './pattern-argument.js'
import { searchFailure } from './pattern-failure.js'
import { type Found, foundAgain, searchInTurns } from './search-in-turns.js'

/**
 * @rx, and what a rule without an operator name has. Searched, not anchored; bytes, not characters; `.` takes line ends
 * too. `^` and `$` hold at the ends of the value only, so that an allow-list cannot be passed with one good line.
 */
export const rx = operator<Pattern, Matcher>({
  name: 'rx',
  summary: 'True when the regular expression is found in the value; captures its groups.',
  example: 'SecRule ARGS "@rx (?i)union\\s+select" "id:1,phase:2,deny,capture"',
  engines: 'In ModSecurity 3 and Coraza `^` and `$` also hold at line ends; Coraza takes no macros here.',
  argument: 'optional',
  macros: true,
  pure: true,
  logName: 'Rx',
  compile: (argument, span, context) => {
    const { multilineRegex } = context.dialect
    return patternArgument(argument, { ...ruleFlags, multiline: multilineRegex }, span, context)
  },
  needs: searchNeeds,
  requirement: (pattern) => pattern.requirement,
  minLength: (pattern) => pattern.minLength,
  link: linkSearch,
  prepare: (matcher) => matcher.prepare(),
  run: (matcher, value, context) => {
    const searching = searchInTurns(matcher, value, context)
    if (searching !== null) return searching.then((offsets) => settle(offsets, matcher, context))
    if (!context.capturing) {
      const found = matcher.test(value)
      return typeof found === 'string' ? searchFailure(found, context, 'rx', matcher) : found
    }
    return settle(foundAgain(matcher, value, context), matcher, context)
  },
})

function settle(offsets: Found, matcher: Matcher, context: OperatorContext): boolean {
  if (offsets === null) return false
  if (typeof offsets === 'string') return searchFailure(offsets, context, 'rx', matcher)
  if (context.capturing) captureGroups(offsets, 0, 10, context)
  return true
}

import { operator } from '@secrule/program'
import type { Matcher, Pattern } from '@secrule/regex'
import { captureGroups, mostGroups } from './capture-groups.js'
import { eachMatch, eachMatchInTurns, type Outcome, type Visit } from './each-match.js'
import { linkSearch, patternArgument, ruleFlags, searchNeeds } from './pattern-argument.js'
import { searchFailure } from './pattern-failure.js'

/**
 * @rxGlobal. The groups of every match are numbered on: those of the second match follow those of the first, so TX:0 to
 * TX:9 are not enough. An empty match directly behind another match does not count.
 */
export const rxGlobal = operator<Pattern, Matcher>({
  name: 'rxGlobal',
  summary: 'Like @rx, but captures the groups of all matches.',
  example: 'SecRule ARGS "@rxGlobal \\d+" "id:1,phase:2,pass,capture,setvar:\'tx.second=%{TX.1}\'"',
  engines: 'ModSecurity 3 only, without a bound on the captures.',
  argument: 'optional',
  macros: true,
  pure: true,
  logName: 'RxGlobal',
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
    if (!context.capturing) {
      const found = matcher.test(value)
      return typeof found === 'string' ? searchFailure(found, context, 'rxGlobal', matcher) : found
    }
    let next = 0
    const visit: Visit = (offsets) => {
      next = captureGroups(offsets, next, mostGroups, context)
      return next < mostGroups
    }
    // at a limit the matches before it still are matches
    const settle = (outcome: Outcome): boolean =>
      next > 0 || (outcome === 'done' ? false : searchFailure(outcome, context, 'rxGlobal', matcher))
    const searching = eachMatchInTurns(matcher, value, false, visit, context)
    return searching?.then(settle) ?? settle(eachMatch(matcher, value, false, visit))
  },
})

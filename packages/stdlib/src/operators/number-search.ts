import { type OperatorDefinition, operator } from '@secrule/program'
import type { Matcher, Pattern } from '@secrule/regex'
import { eachMatch, eachMatchInTurns, type Outcome, type Visit } from './each-match.js'
import { linkArgument, patternArgument, patternNeeds, searchFlags } from './pattern-argument.js'
import { patternFailure } from './pattern-failure.js'

/**
 * An operator that looks for numbers with a check digit: the pattern finds candidates, at every place of the value, and
 * the first that `verify` accepts is the match and is captured.
 */
export function numberSearch(
  definition: Pick<OperatorDefinition, 'name' | 'summary' | 'example' | 'engines' | 'logName'>,
  verify: (text: string) => boolean,
): OperatorDefinition {
  return operator<Pattern, Matcher>({
    ...definition,
    argument: 'optional',
    macros: false,
    pure: true,
    compile: (argument, span, context) => patternArgument(argument, searchFlags, span, context),
    needs: patternNeeds,
    requirement: (pattern) => pattern.requirement,
    link: linkArgument,
    prepare: (matcher) => matcher.prepare(),
    run: (matcher, value, context) => {
      let found = false
      const visit: Visit = (offsets) => {
        const from = offsets[0]!
        const to = offsets[1]!
        found = to > from && verify(value.slice(from, to))
        if (found) context.capture(0, from, to)
        return !found
      }
      const settle = (outcome: Outcome): boolean =>
        found || (outcome === 'done' ? false : patternFailure(outcome, context))
      const searching = eachMatchInTurns(matcher, value, true, visit, context)
      return searching?.then(settle) ?? settle(eachMatch(matcher, value, true, visit))
    },
  })
}

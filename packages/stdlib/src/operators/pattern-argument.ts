import {
  type CompileContext,
  type Diagnostic,
  type Dialect,
  problem,
  type Services,
  type Settings,
  type Span,
  subspan,
} from '@secrule/program'
import {
  backtrackingGrowth,
  compilePattern,
  countsUnder,
  linkCounted,
  linkPattern,
  type Matcher,
  type MatchServices,
  type Pattern,
  type PatternFlags,
  type Pcre2,
} from '@secrule/regex'

/** `.` takes line ends too, `$` only the very end: how rules are read unless an operator says otherwise. */
export const ruleFlags: PatternFlags = { dotAll: true, multiline: false, dollarEndOnly: true, caseless: false }

/** ModSecurity's flags for the operators that look for numbers and URLs: `^` and `$` hold at line ends too. */
export const searchFlags: PatternFlags = { dotAll: true, multiline: true, dollarEndOnly: false, caseless: false }

/** The pattern of an argument, or the problem at its place. Warns of one that cannot run in linear time. */
export function patternArgument(
  source: string,
  flags: PatternFlags,
  span: Span,
  context: CompileContext,
): Pattern | Diagnostic {
  const pattern = compilePattern(source, flags)
  if (pattern.kind === 'problem') {
    return problem(subspan(span, pattern.offset, pattern.offset + 1), 'bad-regex', pattern.message)
  }
  if (pattern.engine === 'backtracking') context.warn(problem(span, 'slow-regex', 'it needs backtracking'))
  else if (context.notes === true) noteGrowth(source, flags, span, context)
  return pattern
}

const powers: readonly string[] = ['', '', 'quadratic', 'cubic']

/** Says of a pattern what it would cost in an engine that backtracks: rules are read by other engines, too. */
function noteGrowth(source: string, flags: PatternFlags, span: Span, context: CompileContext): void {
  const growth = backtrackingGrowth(source, flags)
  if (growth === null) return
  const name = growth.kind === 'exponential' ? 'exponential' : (powers[growth.degree] ?? 'even more than cubic')
  context.warn(problem(span, 'super-linear-regex', `${name} time`))
}

/** What a pattern needs of the host. */
export function patternNeeds(pattern: Pattern): readonly 'pcre2'[] {
  return pattern.engine === 'backtracking' ? ['pcre2'] : []
}

/** What holds where SecPcreMatchLimit or SecPcreMatchLimitRecursion is not given. */
const defaultLimit = 100_000

function matchServices({ pcre2 }: Services, settings: Readonly<Settings>): MatchServices {
  const { pcreMatchLimit: match, pcreMatchLimitRecursion: recursion } = settings
  return {
    // the service is made by @secrule/regex, and this package is the only one that looks at it
    pcre2: pcre2 as Pcre2 | null,
    limits: { match: match ?? defaultLimit, recursion: recursion ?? defaultLimit },
  }
}

/** The pattern ready to match, under the limits of SecPcreMatchLimit and SecPcreMatchLimitRecursion. */
export function linkArgument(pattern: Pattern, services: Services, settings: Readonly<Settings>): Matcher {
  return linkPattern(pattern, matchServices(services, settings))
}

/** As patternNeeds, for operators whose patterns are linked by linkSearch. */
export function searchNeeds(pattern: Pattern, settings: Readonly<Settings>, dialect: Dialect): readonly 'pcre2'[] {
  return countsSteps(pattern, settings, dialect) ? ['pcre2'] : patternNeeds(pattern)
}

/**
 * As linkArgument, for the operators of regular expressions themselves: in a dialect that counts steps a limit that was
 * set holds for linear patterns too. The engine of that dialect counts nothing against SecPcreMatchLimitRecursion.
 */
export function linkSearch(
  pattern: Pattern,
  services: Services,
  settings: Readonly<Settings>,
  dialect: Dialect,
): Matcher {
  const given = matchServices(services, settings)
  if (!countsSteps(pattern, settings, dialect)) return linkPattern(pattern, given)
  return linkCounted(pattern, { ...given, limits: { ...given.limits, recursion: 0 } })
}

function countsSteps(pattern: Pattern, { pcreMatchLimit }: Readonly<Settings>, { countsMatchSteps }: Dialect): boolean {
  return countsMatchSteps && pcreMatchLimit !== null && countsUnder(pattern, pcreMatchLimit)
}

import { isDiagnostic, operator, problem, subspan } from '@secrule/program'
import type { Matcher, Pattern } from '@secrule/regex'
import { allEqual, ascending, digitsOf } from './digits-of.js'
import { eachMatch } from './each-match.js'
import { linkArgument, patternArgument, patternNeeds, searchFlags } from './pattern-argument.js'
import { patternFailure } from './pattern-failure.js'
import { isPlausibleSsn } from './social-security-number.js'

type Country = 'cl' | 'us'

interface Search<P> {
  readonly country: Country
  readonly pattern: P
}

/** Candidates in one value that are looked at. */
const mostCandidates = 10

/** @validateNid. The first ten matches are looked at; each that is valid is captured under its own number. */
export const validateNid = operator<Search<Pattern>, Search<Matcher>>({
  name: 'validateNid',
  summary: 'True when the pattern finds a valid national id of Chile (cl) or the USA (us).',
  example: 'SecRule RESPONSE_BODY "@validateNid cl \\d{1,2}\\.\\d{3}\\.\\d{3}-[\\dkK]" "id:1,phase:4,deny,capture"',
  engines: 'Coraza only.',
  argument: 'required',
  macros: false,
  logName: 'ValidateNid',
  compile: (argument, span, context) => {
    const parts = /^(\S+)\s+(?=\S)/.exec(argument)
    const country = parts?.[1]?.toLowerCase()
    if (parts === null || (country !== 'cl' && country !== 'us')) {
      const place = subspan(span, 0, /^\S*/.exec(argument)![0].length)
      return problem(place, 'bad-argument', 'validateNid', 'no country that it knows', 'write `cl REGEX` or `us REGEX`')
    }
    const from = parts[0].length
    const source = argument.slice(from)
    const pattern = patternArgument(source, searchFlags, subspan(span, from, argument.length), context)
    return isDiagnostic(pattern) ? pattern : { country, pattern }
  },
  needs: ({ pattern }) => patternNeeds(pattern),
  requirement: ({ pattern }) => pattern.requirement,
  link: ({ country, pattern }, services, settings) => ({ country, pattern: linkArgument(pattern, services, settings) }),
  run: ({ country, pattern }, value, context) => {
    const verify = country === 'cl' ? isRut : isUsNumber
    let index = 0
    let found = false
    const outcome = eachMatch(pattern, value, false, (offsets) => {
      if (verify(value.slice(offsets[0]!, offsets[1]!))) {
        found = true
        context.capture(index, offsets[0]!, offsets[1]!)
      }
      return ++index < mostCandidates
    })
    return found || (outcome === 'done' ? false : patternFailure(outcome, context))
  },
})

/** Chile's RUT: the last character is the check digit, `k` for ten. */
function isRut(text: string): boolean {
  if (text.length < 8) return false
  const kept = text.replace(/[^0-9kK]/g, '').toLowerCase()
  let sum = 0
  for (let i = kept.length - 2, weight = 2; i >= 0; i--, weight = weight === 7 ? 2 : weight + 1) {
    const digit = kept.charCodeAt(i) - 0x30
    if (digit > 9) return false
    sum += digit * weight
  }
  const rest = sum % 11
  const expected = rest === 0 ? '0' : rest === 1 ? 'k' : String(11 - rest)
  return kept.length > 1 && kept.at(-1) === expected
}

function isUsNumber(text: string): boolean {
  const digits = digitsOf(text)
  return digits.length >= 9 && !allEqual(digits) && !ascending(digits) && isPlausibleSsn(digits)
}

import { action, problem, severities } from '@secrule/program'

export const severity = action<number>({
  name: 'severity',
  summary: 'How grave a match is: 0 (EMERGENCY) to 7 (DEBUG).',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,deny,severity:\'CRITICAL\'"',
  engines: 'v2 and v3 take any number.',
  group: 'metadata',
  argument: 'required',
  repeat: 'last',
  inLink: true,
  inDefault: false,
  compile: (argument, span) => {
    if (argument === null || argument === '')
      return problem(span, 'missing-value', 'severity', "write `severity:'CRITICAL'`")
    if (/^[0-7]$/.test(argument)) return Number(argument)
    const number = (severities as readonly string[]).indexOf(argument.toUpperCase())
    return number < 0 ? problem(span, 'bad-severity', argument) : number
  },
  describe: (value, rule) => {
    rule.severity = value
  },
})

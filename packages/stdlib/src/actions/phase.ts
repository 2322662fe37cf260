import { action, problem, type RuleInfo } from '@secrule/program'

const words: ReadonlyMap<string, number> = new Map([
  ['request', 2],
  ['response', 4],
  ['logging', 5],
])

export const phase = action<RuleInfo['phase']>({
  name: 'phase',
  summary: 'When the rule runs: 1 request headers, 2 request body, 3 response headers, 4 response body, 5 logging.',
  example: 'SecRule REQUEST_HEADERS "@rx x" "id:1,phase:1,deny"',
  engines: 'v3 alone has phase 0, at the beginning of the connection.',
  group: 'metadata',
  argument: 'required',
  repeat: 'last',
  inLink: false,
  inDefault: true,
  compile: (argument, span, { dialect }) => {
    if (argument === null || argument === '') return problem(span, 'missing-value', 'phase', 'write `phase:2`')
    if (/^[0-5]$/.test(argument) && (argument !== '0' || dialect.connectionPhase)) return Number(argument)
    return words.get(argument.toLowerCase()) ?? problem(span, 'bad-phase', argument)
  },
  describe: (phase, rule) => {
    rule.phase = phase
  },
})

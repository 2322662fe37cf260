import { action, problem } from '@secrule/program'

export const id = action<number>({
  name: 'id',
  summary: 'Number of the rule. No other rule may have it.',
  example: 'SecRule ARGS "@rx x" "id:1001,phase:2,deny"',
  engines: 'v2 allows up to 2147483647.',
  group: 'metadata',
  argument: 'required',
  repeat: 'last',
  inLink: false,
  inDefault: false,
  compile: (argument, span) => {
    if (argument === null || argument === '') return problem(span, 'missing-value', 'id', 'write `id:1001`')
    const id = /^\d+$/.test(argument) ? Number(argument) : 0
    return id >= 1 && Number.isSafeInteger(id) ? id : problem(span, 'bad-id', argument)
  },
  describe: (id, rule) => {
    rule.id = id
  },
})

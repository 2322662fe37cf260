import { action, problem } from '@secrule/program'

export const status = action<number>({
  name: 'status',
  summary: 'Status code that deny and redirect answer with.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,deny,status:404"',
  engines: 'v3 takes any number.',
  group: 'setting',
  argument: 'required',
  repeat: 'last',
  inLink: true,
  inDefault: true,
  compile: (argument, span) => {
    const right = 'write a status code from 100 to 599'
    if (argument === null || argument === '') return problem(span, 'missing-value', 'status', right)
    return /^[1-5]\d\d$/.test(argument) ? Number(argument) : problem(span, 'bad-value', argument, 'status', right)
  },
  describe: (status, rule) => {
    rule.status = status
  },
})

import { action, problem } from '@secrule/program'

export const skip = action<{ readonly count: number }>({
  name: 'skip',
  summary: 'Skips that many of the following rules of the phase; a chain counts as one.',
  example: 'SecRule REMOTE_ADDR "@ipMatch 192.0.2.1" "id:1,phase:1,pass,nolog,skip:2"',
  engines: 'v3 goes on counting in the next phase. Coraza counts markers too.',
  group: 'flow',
  argument: 'required',
  repeat: 'last',
  inLink: false,
  inDefault: false,
  run: ({ count }, transaction) => transaction.skipOn({ rules: count }),
  compile: (argument, span) => {
    if (argument === null || argument === '') return problem(span, 'missing-value', 'skip', 'write `skip:1`')
    const count = /^\d+$/.test(argument) ? Number(argument) : 0
    return count >= 1 && Number.isSafeInteger(count) ? { count } : problem(span, 'bad-skip', argument)
  },
})

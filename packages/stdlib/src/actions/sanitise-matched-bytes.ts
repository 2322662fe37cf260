import { action, problem } from '@secrule/program'

export const sanitiseMatchedBytes = action<{ readonly first: number; readonly last: number }>({
  name: 'sanitiseMatchedBytes',
  aliases: ['sanitizeMatchedBytes'],
  summary: 'Masks the bytes that matched in the audit log, but for the first N and the last M of them.',
  example: 'SecRule ARGS "@verifyCC \\d{13,16}" "id:1,phase:5,pass,log,capture,sanitiseMatchedBytes:0/4"',
  engines: 'v3 and Coraza reject it.',
  group: 'effect',
  argument: 'optional',
  repeat: 'last',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: (argument, span) => {
    if (argument === null) return { first: 0, last: 0 }
    const [, first, last = '0'] = /^(\d)(?:\/(\d))?$/.exec(argument) ?? []
    return first === undefined
      ? problem(span, 'bad-value', argument, 'sanitiseMatchedBytes', 'write `sanitiseMatchedBytes:0/4`, one digit each')
      : { first: Number(first), last: Number(last) }
  },
  run: (bytes, transaction) => transaction.sanitise.matched(bytes),
})

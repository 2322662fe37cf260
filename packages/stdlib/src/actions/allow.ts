import { action, problem } from '@secrule/program'

export const allow = action<{ readonly scope: 'phase' | 'request' | 'all' }>({
  name: 'allow',
  summary:
    'Lets the transaction pass: no further rule of the phase (`allow:phase`), of the request (`allow:request`), or of any phase but logging runs.',
  example: 'SecRule REMOTE_ADDR "@ipMatch 192.0.2.0/24" "id:1,phase:1,allow"',
  group: 'disruptive',
  argument: 'optional',
  repeat: 'last',
  inLink: false,
  inDefault: true,
  compile: (argument, span) => {
    if (argument === null) return { scope: 'all' }
    const scope = argument.toLowerCase()
    return scope === 'phase' || scope === 'request'
      ? { scope }
      : problem(span, 'bad-value', argument, 'allow', 'write `allow`, `allow:phase` or `allow:request`')
  },
  run: ({ scope }, transaction) => transaction.allow(scope),
})

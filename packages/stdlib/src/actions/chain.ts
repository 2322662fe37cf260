import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const chain = action<NoValue>({
  name: 'chain',
  summary: 'Makes the next rule a further condition of this one.',
  example: 'SecRule REQUEST_METHOD "@streq POST" "id:1,phase:2,deny,chain"\n    SecRule &ARGS "@eq 0"',
  engines: 'v3 does not take a SecAction as the next rule.',
  group: 'flow',
  argument: 'none',
  repeat: 'last',
  inLink: true,
  inDefault: false,
  compile: noValue('chain'),
})

import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const log = action<NoValue>({
  name: 'log',
  summary: 'Has a match logged in the error log and the audit log.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,log"',
  engines: 'v2 leaves the audit log as it is.',
  group: 'setting',
  argument: 'none',
  repeat: 'last',
  inLink: true,
  inDefault: true,
  compile: noValue('log'),
  describe: (_constant, rule) => {
    rule.log = true
    rule.audit = true
  },
})

import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const noauditlog = action<NoValue>({
  name: 'noauditlog',
  summary: 'Keeps a match from making the transaction relevant for the audit log.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,log,noauditlog"',
  engines: 'v3 writes nothing to the error log either.',
  group: 'setting',
  argument: 'none',
  repeat: 'last',
  inLink: true,
  inDefault: true,
  compile: noValue('noauditlog'),
  describe: (_constant, rule) => {
    rule.audit = false
  },
})

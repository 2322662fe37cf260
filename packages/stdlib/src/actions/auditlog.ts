import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const auditlog = action<NoValue>({
  name: 'auditlog',
  summary: 'Has a match make the transaction relevant for the audit log.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,nolog,auditlog"',
  engines: 'v3 writes to the error log too.',
  group: 'setting',
  argument: 'none',
  repeat: 'last',
  inLink: true,
  inDefault: true,
  compile: noValue('auditlog'),
  describe: (_constant, rule) => {
    rule.audit = true
  },
})

import { action } from '@secrule/program'
import { type LogFlags, logFlags } from './log-flags.js'

export const auditlog = action<LogFlags>({
  name: 'auditlog',
  summary: 'Has a match make the transaction relevant for the audit log.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,nolog,auditlog"',
  engines: 'v3 writes to the error log too.',
  group: 'setting',
  argument: 'none',
  repeat: 'last',
  inLink: true,
  inDefault: true,
  compile: logFlags('auditlog', (form) => ({ audit: true, ...(form === 'one' ? { log: true } : {}) })),
  describe: (flags, rule) => {
    Object.assign(rule, flags)
  },
})

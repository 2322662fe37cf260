import { action } from '@secrule/program'
import { type LogFlags, logFlags } from './log-flags.js'

export const noauditlog = action<LogFlags>({
  name: 'noauditlog',
  summary: 'Keeps a match from making the transaction relevant for the audit log.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,log,noauditlog"',
  engines: 'v3 writes nothing to the error log either.',
  group: 'setting',
  argument: 'none',
  repeat: 'last',
  inLink: true,
  inDefault: true,
  compile: logFlags('noauditlog', (form) => ({ audit: false, ...(form === 'one' ? { log: false } : {}) })),
  describe: (flags, rule) => {
    Object.assign(rule, flags)
  },
})

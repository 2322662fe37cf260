import { action } from '@secrule/program'
import { type LogFlags, logFlags } from './log-flags.js'

export const log = action<LogFlags>({
  name: 'log',
  summary: 'Has a match logged in the error log and the audit log.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,log"',
  engines: 'v2 leaves the audit log as it is.',
  group: 'setting',
  argument: 'none',
  repeat: 'last',
  inLink: true,
  inDefault: true,
  compile: logFlags('log', (form) => ({ log: true, ...(form === 'apart' ? {} : { audit: true }) })),
  describe: (flags, rule) => {
    Object.assign(rule, flags)
  },
})

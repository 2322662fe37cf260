import { action } from '@secrule/program'
import { type LogFlags, logFlags } from './log-flags.js'

export const nolog = action<LogFlags>({
  name: 'nolog',
  summary: 'Has a match logged nowhere.',
  example: 'SecAction "id:1,phase:1,pass,nolog,setvar:tx.level=1"',
  group: 'setting',
  argument: 'none',
  repeat: 'last',
  inLink: true,
  inDefault: true,
  compile: logFlags('nolog', () => ({ log: false, audit: false })),
  describe: (flags, rule) => {
    Object.assign(rule, flags)
  },
})

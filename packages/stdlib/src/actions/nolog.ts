import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const nolog = action<NoValue>({
  name: 'nolog',
  summary: 'Has a match logged nowhere.',
  example: 'SecAction "id:1,phase:1,pass,nolog,setvar:tx.level=1"',
  group: 'setting',
  argument: 'none',
  repeat: 'last',
  inLink: true,
  inDefault: true,
  compile: noValue('nolog'),
  describe: (_constant, rule) => {
    rule.log = false
    rule.audit = false
  },
})

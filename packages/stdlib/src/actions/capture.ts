import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const capture = action<NoValue>({
  name: 'capture',
  summary: 'Has the operator store what it found in TX:0 to TX:9.',
  example: 'SecRule ARGS "@rx ^(\\w+)=" "id:1,phase:2,pass,capture,setvar:\'tx.name=%{TX.1}\'"',
  engines:
    'v3 leaves captures of earlier rules in place where the new match has none. Coraza has TX:0 to TX:9 from the ' +
    'beginning, and sets up to TX:8.',
  group: 'setting',
  argument: 'none',
  repeat: 'last',
  inLink: true,
  inDefault: true,
  compile: noValue('capture'),
  describe: (_constant, rule) => {
    rule.capture = true
  },
})

import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const block = action<NoValue>({
  name: 'block',
  summary: 'Does what SecDefaultAction says for the phase.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,block"',
  engines: 'v3 runs every disruptive action of the default list.',
  group: 'disruptive',
  argument: 'none',
  repeat: 'last',
  inLink: false,
  inDefault: false,
  compile: noValue('block'),
})

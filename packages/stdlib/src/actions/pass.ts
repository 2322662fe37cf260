import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const pass = action<NoValue>({
  name: 'pass',
  summary: 'Goes on with the next rule although this one matched.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,log"',
  group: 'disruptive',
  argument: 'none',
  repeat: 'last',
  inLink: false,
  inDefault: true,
  compile: noValue('pass'),
})

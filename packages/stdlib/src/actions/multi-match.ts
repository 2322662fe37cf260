import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const multiMatch = action<NoValue>({
  name: 'multiMatch',
  summary: 'Runs the operator on the value as it was, and again after every transformation that changed it.',
  example: 'SecRule ARGS "@contains <script" "id:1,phase:2,deny,multiMatch,t:urlDecode,t:lowercase"',
  group: 'setting',
  argument: 'none',
  repeat: 'last',
  inLink: true,
  inDefault: true,
  compile: noValue('multiMatch'),
  describe: (_constant, rule) => {
    rule.multiMatch = true
  },
})

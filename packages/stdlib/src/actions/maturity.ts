import { action } from '@secrule/program'
import { digitValue } from './digit-value.js'

export const maturity = action<number>({
  name: 'maturity',
  summary: 'How well the rule is proven, from 1 (new) to 9.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,maturity:8"',
  engines: 'v3 takes any number.',
  group: 'metadata',
  argument: 'required',
  repeat: 'last',
  inLink: true,
  inDefault: false,
  compile: digitValue('maturity'),
  describe: (value, rule) => {
    rule.maturity = value
  },
})

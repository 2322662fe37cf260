import { action } from '@secrule/program'
import { digitValue } from './digit-value.js'

export const accuracy = action<number>({
  name: 'accuracy',
  summary: 'How sure the rule is that a match is an attack, from 1 to 9.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,accuracy:8"',
  engines: 'v3 takes any number. Coraza rejects it.',
  group: 'metadata',
  argument: 'required',
  repeat: 'last',
  inLink: true,
  inDefault: false,
  compile: digitValue('accuracy'),
  describe: (value, rule) => {
    rule.accuracy = value
  },
})

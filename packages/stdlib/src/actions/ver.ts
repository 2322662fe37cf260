import { action } from '@secrule/program'
import { textValue } from './text-value.js'

export const ver = action<string>({
  name: 'ver',
  summary: 'Version of the ruleset that the rule belongs to.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,deny,ver:\'1.0\'"',
  group: 'metadata',
  argument: 'required',
  repeat: 'last',
  inLink: true,
  inDefault: false,
  compile: textValue('ver', "write `ver:'name/1.0'`", 'allowed'),
  describe: (text, rule) => {
    rule.ver = text
  },
})

import { action } from '@secrule/program'
import { textValue } from './text-value.js'

export const rev = action<string>({
  name: 'rev',
  summary: 'Revision of the rule.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,deny,rev:\'1.0\'"',
  group: 'metadata',
  argument: 'required',
  repeat: 'last',
  inLink: true,
  inDefault: false,
  compile: textValue('rev', "write `rev:'2'`", 'allowed'),
  describe: (text, rule) => {
    rule.rev = text
  },
})

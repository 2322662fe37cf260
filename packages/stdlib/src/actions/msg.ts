import { action, type Template } from '@secrule/program'
import { templateValue } from './template-value.js'

export const msg = action<Template>({
  name: 'msg',
  summary: 'Message of the rule in logs. Macros are expanded when the match is logged.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,deny,msg:\'SQL injection\'"',
  group: 'metadata',
  argument: 'required',
  repeat: 'last',
  inLink: true,
  inDefault: false,
  compile: templateValue('msg', "write `msg:'text'`", 'allowed'),
  describe: (text, rule) => {
    rule.message = text
  },
})

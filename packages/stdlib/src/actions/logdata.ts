import { action, type Template } from '@secrule/program'
import { templateValue } from './template-value.js'

export const logdata = action<Template>({
  name: 'logdata',
  summary: 'Data that logs show of a match. Macros are expanded when the match is logged.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,deny,logdata:\'found %{MATCHED_VAR} in %{MATCHED_VAR_NAME}\'"',
  group: 'metadata',
  argument: 'required',
  repeat: 'last',
  inLink: true,
  inDefault: false,
  compile: templateValue('logdata', "write `logdata:'text'`", 'allowed'),
  describe: (text, rule) => {
    rule.data = text
  },
})

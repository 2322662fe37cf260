import { action, type Template } from '@secrule/program'
import { templateValue } from './template-value.js'

export const tag = action<Template>({
  name: 'tag',
  summary: 'Puts the rule in a category. A rule may have many tags.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,deny,tag:\'attack-sqli\',tag:\'language-php\'"',
  group: 'metadata',
  argument: 'required',
  repeat: 'all',
  inLink: true,
  inDefault: true,
  compile: templateValue('tag', "write `tag:'text'`", 'allowed'),
  describe: (text, rule) => {
    rule.tags = [...rule.tags, text]
  },
})

import { structure } from './structure.js'

export const secRuleRemoveByTag = structure({
  name: 'SecRuleRemoveByTag',
  summary: 'Removes rules that are already loaded and have a tag in which the regular expression is found.',
  example: 'SecRuleRemoveByTag attack-sqli',
  engines: 'v3 and Coraza compare the whole tag.',
  form: 'REGEX',
  words: [1, 1],
})

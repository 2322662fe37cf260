import { structure } from './structure.js'

export const secRuleRemoveByMsg = structure({
  name: 'SecRuleRemoveByMsg',
  summary: 'Removes rules that are already loaded and have a message in which the regular expression is found.',
  example: 'SecRuleRemoveByMsg "SQL Injection"',
  engines: 'v3 and Coraza compare the whole message.',
  form: 'REGEX',
  words: [1, 1],
})

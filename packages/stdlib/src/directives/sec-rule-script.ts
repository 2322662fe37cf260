import { structure } from './structure.js'

export const secRuleScript = structure({
  name: 'SecRuleScript',
  summary: 'Defines a rule whose condition is a Lua script: it matches when `main` returns something.',
  example: 'SecRuleScript check.lua "id:1,phase:2,deny"',
  engines: 'Coraza accepts it without effect.',
  form: 'PATH ["ACTIONS"]',
  words: [1, 2],
})

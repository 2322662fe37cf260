import { structure } from './structure.js'

export const secRuleScript = structure({
  name: 'SecRuleScript',
  summary:
    'Defines a rule whose condition is a Lua script: it matches when `main` returns a text, which MATCHED_VAR then holds.',
  example: 'SecRuleScript check.lua "id:1,phase:2,deny"',
  engines:
    'v3 takes an empty text as no match, and has Lua where it was built with it. Coraza accepts it without effect.',
  form: 'PATH ["ACTIONS"]',
  words: [1, 2],
})

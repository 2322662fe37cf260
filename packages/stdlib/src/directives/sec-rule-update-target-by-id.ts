import { structure } from './structure.js'

export const secRuleUpdateTargetById = structure({
  name: 'SecRuleUpdateTargetById',
  summary: 'Adds targets or exclusions to rules that are already loaded, by id; the third word is a target to replace.',
  example: 'SecRuleUpdateTargetById 942100 "!ARGS:password"',
  engines: 'v3 takes one id, and no third word; v2 changes the rules inside the chain too.',
  form: 'ID|ID-ID "VARIABLES" ["REPLACED"]',
  words: [2, Number.POSITIVE_INFINITY],
})

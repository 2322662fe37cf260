import { structure } from './structure.js'

export const secRuleUpdateTargetByTag = structure({
  name: 'SecRuleUpdateTargetByTag',
  summary: 'Adds targets or exclusions to rules that are already loaded, by tag.',
  example: 'SecRuleUpdateTargetByTag attack-sqli "!ARGS:password"',
  engines: 'v3 and Coraza compare the whole tag.',
  form: 'REGEX "VARIABLES" ["REPLACED"]',
  words: [2, 3],
})

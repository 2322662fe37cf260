import { structure } from './structure.js'

export const secRuleUpdateTargetByMsg = structure({
  name: 'SecRuleUpdateTargetByMsg',
  summary: 'Adds targets or exclusions to rules that are already loaded, by message.',
  example: 'SecRuleUpdateTargetByMsg "SQL Injection" "!ARGS:password"',
  engines: 'v3 compares the whole message. Coraza accepts it without effect.',
  form: 'REGEX "VARIABLES" ["REPLACED"]',
  words: [2, 3],
})

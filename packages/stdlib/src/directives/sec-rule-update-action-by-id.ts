import { structure } from './structure.js'

export const secRuleUpdateActionById = structure({
  name: 'SecRuleUpdateActionById',
  summary: 'Changes the actions of a rule that is already loaded; `ID:1` is the second rule of its chain.',
  example: 'SecRuleUpdateActionById 942100 "deny,status:404"',
  engines: 'v2 alone takes the number of a rule inside a chain.',
  form: 'ID[:LINK] "ACTIONS"',
  words: [2, 2],
})

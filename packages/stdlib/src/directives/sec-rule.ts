import { structure } from './structure.js'

export const secRule = structure({
  name: 'SecRule',
  summary: 'Defines a rule: runs the operator on every value of the variables, and the actions when it matches.',
  example: 'SecRule ARGS "@detectSQLi" "id:1,phase:2,deny,status:403"',
  engines: 'v3 lets a rule that is the next of a chain come from another file of the same load only.',
  form: 'VARIABLES "OPERATOR" ["ACTIONS"]',
  words: [2, 3],
})

import { structure } from './structure.js'

export const secDefaultAction = structure({
  name: 'SecDefaultAction',
  summary: 'Sets the actions that the rules of a phase inherit from here on.',
  example: 'SecDefaultAction "phase:2,log,auditlog,pass"',
  engines:
    'v2 has one list for all phases. v3 applies it to rules before it too. v3 and Coraza refuse a second one for a phase.',
  form: '"ACTIONS"',
  words: [1, 1],
})

import { structure } from './structure.js'

export const secAction = structure({
  name: 'SecAction',
  summary: 'Defines a rule that always matches.',
  example: 'SecAction "id:1,phase:1,pass,nolog,setvar:tx.level=1"',
  engines: 'v3 accepts it without an id.',
  form: '"ACTIONS"',
  words: [1, 1],
})

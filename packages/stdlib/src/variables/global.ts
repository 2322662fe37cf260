import { persistentVariable } from './persistent-variable.js'

export const global = persistentVariable({
  name: 'GLOBAL',
  summary: 'Persistent collection that all transactions share. initcol opens it.',
  example: 'SecAction "id:1,phase:1,pass,nolog,initcol:global=global,setvar:global.hits=+1"',
  engines: 'Coraza rejects it. v3 has none of the record fields CREATE_TIME, UPDATE_RATE and their kin.',
})

import { persistentVariable } from './persistent-variable.js'

export const user = persistentVariable({
  name: 'USER',
  summary: 'Persistent collection of a user. setuid opens it.',
  example: 'SecRule REMOTE_USER "@rx ." "id:1,phase:1,pass,nolog,setuid:%{MATCHED_VAR},setvar:user.hits=+1"',
  engines: 'Coraza rejects it. v3 has none of the record fields CREATE_TIME, UPDATE_RATE and their kin.',
})

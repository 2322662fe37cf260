import { persistentVariable } from './persistent-variable.js'

export const session = persistentVariable({
  name: 'SESSION',
  summary: 'Persistent collection of a session. setsid opens it.',
  example: 'SecRule REQUEST_COOKIES:sid "@rx ." "id:1,phase:1,pass,nolog,setsid:%{MATCHED_VAR},setvar:session.hits=+1"',
  engines: 'Coraza rejects it. v3 has none of the record fields CREATE_TIME, UPDATE_RATE and their kin.',
})

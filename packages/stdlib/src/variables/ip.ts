import { persistentVariable } from './persistent-variable.js'

export const ip = persistentVariable({
  name: 'IP',
  summary: 'Persistent collection of a client, by its address. initcol opens it.',
  example: 'SecAction "id:1,phase:1,pass,nolog,initcol:ip=%{REMOTE_ADDR},setvar:ip.hits=+1"',
  engines:
    'Coraza declares it and never fills it. v3 has none of the record fields CREATE_TIME, UPDATE_RATE and their kin.',
})

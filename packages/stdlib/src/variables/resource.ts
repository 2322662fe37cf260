import { persistentVariable } from './persistent-variable.js'

export const resource = persistentVariable({
  name: 'RESOURCE',
  summary: 'Persistent collection of a resource of the site. setrsc or initcol opens it.',
  example: 'SecAction "id:1,phase:1,pass,nolog,setrsc:%{REQUEST_FILENAME},setvar:resource.hits=+1"',
  engines: 'Coraza rejects it. v3 has none of the record fields CREATE_TIME, UPDATE_RATE and their kin.',
})

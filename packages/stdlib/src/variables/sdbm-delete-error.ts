import { hostVariable } from './host-variable.js'

export const sdbmDeleteError = hostVariable({
  name: 'SDBM_DELETE_ERROR',
  summary: '1 when the web server could not delete an expired record of a persistent collection.',
  example: 'SecRule SDBM_DELETE_ERROR "@rx ." "id:1,phase:1,pass,log"',
  engines:
    'v2 alone has it, from the web server. Here it has a value only if the host supplies an environment variable of this name.',
})

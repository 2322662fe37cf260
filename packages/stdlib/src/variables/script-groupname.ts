import { hostVariable } from './host-variable.js'

export const scriptGroupname = hostVariable({
  name: 'SCRIPT_GROUPNAME',
  summary: 'Name of the group that owns the script.',
  example: 'SecRule SCRIPT_GROUPNAME "@rx ." "id:1,phase:1,pass,log"',
  engines:
    'v2 alone has it, from the web server. Here it has a value only if the host supplies an environment variable of this name.',
})

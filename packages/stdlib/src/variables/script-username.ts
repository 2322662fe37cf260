import { hostVariable } from './host-variable.js'

export const scriptUsername = hostVariable({
  name: 'SCRIPT_USERNAME',
  summary: 'Name of the user who owns the script.',
  example: 'SecRule SCRIPT_USERNAME "@rx ." "id:1,phase:1,pass,log"',
  engines:
    'v2 alone has it, from the web server. Here it has a value only if the host supplies an environment variable of this name.',
})

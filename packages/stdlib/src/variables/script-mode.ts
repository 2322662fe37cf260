import { hostVariable } from './host-variable.js'

export const scriptMode = hostVariable({
  name: 'SCRIPT_MODE',
  summary: 'Permissions of the script, in octal digits.',
  example: 'SecRule SCRIPT_MODE "@rx ." "id:1,phase:1,pass,log"',
  engines:
    'v2 alone has it, from the web server. Here it has a value only if the host supplies an environment variable of this name.',
})

import { hostVariable } from './host-variable.js'

export const scriptBasename = hostVariable({
  name: 'SCRIPT_BASENAME',
  summary: 'Last part of the path of the script that the web server is going to run.',
  example: 'SecRule SCRIPT_BASENAME "@rx ." "id:1,phase:1,pass,log"',
  engines:
    'v2 alone has it, from the web server. Here it has a value only if the host supplies an environment variable of this name.',
})

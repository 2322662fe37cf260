import { ctl } from '@secrule/program'
import { choiceValue } from './choice-value.js'

export const forceRequestBodyVariable = ctl<'On' | 'Off'>({
  name: 'forceRequestBodyVariable',
  summary: 'Fills REQUEST_BODY although no body processor was chosen.',
  example: 'SecRule &REQUEST_HEADERS:Content-Type "@eq 0" "id:1,phase:1,pass,nolog,ctl:forceRequestBodyVariable=On"',
  engines: 'v3 ignores it, since it always fills the variable. Coraza then parses the body as URLENCODED.',
  lastPhase: 1,
  repeatable: true,
  compile: choiceValue('forceRequestBodyVariable', 'On', 'Off'),
  run: (word, transaction) => {
    transaction.forceRequestBody = word === 'On'
  },
})

import { ctl } from '@secrule/program'
import { choiceValue } from './choice-value.js'

export const forceResponseBodyVariable = ctl<'On' | 'Off'>({
  name: 'forceResponseBodyVariable',
  summary: 'Buffers the response body whatever its media type.',
  example: 'SecRule REQUEST_FILENAME "@endsWith .csv" "id:1,phase:1,pass,nolog,ctl:forceResponseBodyVariable=On"',
  engines: 'Coraza alone has it.',
  lastPhase: 3,
  repeatable: true,
  compile: choiceValue('forceResponseBodyVariable', 'On', 'Off'),
  run: (word, transaction) => {
    transaction.forceResponseBody = word === 'On'
  },
})

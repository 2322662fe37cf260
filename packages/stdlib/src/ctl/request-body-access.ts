import { ctl } from '@secrule/program'
import { choiceValue } from './choice-value.js'

export const requestBodyAccess = ctl<'On' | 'Off'>({
  name: 'requestBodyAccess',
  summary: 'Sets SecRequestBodyAccess for this transaction.',
  example: 'SecRule REQUEST_FILENAME "@beginsWith /upload" "id:1,phase:1,pass,nolog,ctl:requestBodyAccess=Off"',
  engines: 'v3 reads the body all the same, and leaves phase 2 out.',
  lastPhase: 1,
  compile: choiceValue('requestBodyAccess', 'On', 'Off'),
  run: (word, transaction) => transaction.change({ requestBodyAccess: word === 'On' }),
})

import { ctl } from '@secrule/program'
import { choiceValue } from './choice-value.js'

export const responseBodyAccess = ctl<'On' | 'Off'>({
  name: 'responseBodyAccess',
  summary: 'Sets SecResponseBodyAccess for this transaction.',
  example: 'SecRule REQUEST_FILENAME "@endsWith .iso" "id:1,phase:1,pass,nolog,ctl:responseBodyAccess=Off"',
  engines: 'v3 rejects it.',
  lastPhase: 3,
  compile: choiceValue('responseBodyAccess', 'On', 'Off'),
  run: (word, transaction) => transaction.change({ responseBodyAccess: word === 'On' }),
})

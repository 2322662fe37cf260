import { ctl } from '@secrule/program'
import { choiceValue } from './choice-value.js'

export const hashEngine = ctl<'On' | 'Off'>({
  name: 'hashEngine',
  summary: 'Sets SecHashEngine for this transaction: whether links of the response get a token.',
  example: 'SecRule REQUEST_FILENAME "@beginsWith /public/" "id:1,phase:1,pass,nolog,ctl:hashEngine=Off"',
  engines: 'v3 rejects it, Coraza ignores it.',
  lastPhase: 4,
  compile: choiceValue('hashEngine', 'On', 'Off'),
  run: (word, transaction) => transaction.change({ hashEngine: word === 'On' }),
})

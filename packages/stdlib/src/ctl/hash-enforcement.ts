import { ctl } from '@secrule/program'
import { choiceValue } from './choice-value.js'

export const hashEnforcement = ctl<'On' | 'Off'>({
  name: 'hashEnforcement',
  summary: 'Sets whether @validateHash checks the tokens of links in this transaction.',
  example: 'SecRule REQUEST_FILENAME "@beginsWith /public/" "id:1,phase:1,pass,nolog,ctl:hashEnforcement=Off"',
  engines: 'v3 rejects it, Coraza ignores it.',
  lastPhase: 5,
  compile: choiceValue('hashEnforcement', 'On', 'Off'),
  run: (word, transaction) => transaction.change({ hashEnforcement: word === 'On' }),
})

import { ctl, type Settings } from '@secrule/program'
import { choiceValue } from './choice-value.js'

export const auditEngine = ctl<Settings['auditEngine']>({
  name: 'auditEngine',
  summary: 'Sets SecAuditEngine for this transaction.',
  example: 'SecRule REMOTE_ADDR "@ipMatch 127.0.0.1" "id:1,phase:1,pass,nolog,ctl:auditEngine=Off"',
  lastPhase: 5,
  compile: choiceValue('auditEngine', 'On', 'Off', 'RelevantOnly'),
  run: (auditEngine, transaction) => transaction.change({ auditEngine }),
})

import { directive, type Settings } from '@secrule/program'
import { choice } from './choice.js'

export const secAuditEngine = directive<Settings['auditEngine']>({
  name: 'SecAuditEngine',
  summary: 'Which transactions are written to the audit log.',
  example: 'SecAuditEngine RelevantOnly',
  form: 'On|Off|RelevantOnly',
  words: [1, 1],
  group: 'setting',
  compile: choice('SecAuditEngine', 'On', 'Off', 'RelevantOnly'),
  apply: (auditEngine, settings) => {
    settings.auditEngine = auditEngine
  },
})

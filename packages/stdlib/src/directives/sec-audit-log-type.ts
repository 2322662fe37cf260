import { directive, type Settings } from '@secrule/program'
import { choice } from './choice.js'

const kinds = choice('SecAuditLogType', 'Serial', 'Concurrent', 'Parallel', 'HTTPS', 'Syslog')

export const secAuditLogType = directive<Settings['auditLogType']>({
  name: 'SecAuditLogType',
  summary: 'How the audit log is written: into one file, a file for each transaction, to a URL, or to the system log.',
  example: 'SecAuditLogType Concurrent',
  engines: 'Parallel is another name of Concurrent. v2 has neither HTTPS nor Syslog, v3 no Syslog.',
  form: 'Serial|Concurrent|HTTPS|Syslog',
  words: [1, 1],
  group: 'setting',
  compile: (words, span) => {
    const type = kinds(words, span)
    return type === 'Parallel' ? 'Concurrent' : type
  },
  apply: (auditLogType, settings) => {
    settings.auditLogType = auditLogType
  },
})

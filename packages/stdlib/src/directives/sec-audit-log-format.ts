import { directive, type Settings } from '@secrule/program'
import { choice } from './choice.js'

export const secAuditLogFormat = directive<Settings['auditLogFormat']>({
  name: 'SecAuditLogFormat',
  summary: 'Format of the audit log.',
  example: 'SecAuditLogFormat JSON',
  engines: 'Coraza alone has OCSF and JSONLegacy.',
  form: 'Native|JSON|OCSF|JSONLegacy',
  words: [1, 1],
  group: 'setting',
  compile: choice('SecAuditLogFormat', 'Native', 'JSON', 'OCSF', 'JSONLegacy'),
  apply: (auditLogFormat, settings) => {
    settings.auditLogFormat = auditLogFormat
  },
})

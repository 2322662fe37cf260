import { textSetting } from './text-setting.js'

export const secAuditLog = textSetting({
  name: 'SecAuditLog',
  summary: 'File of the audit log, or of its index when each transaction has a file.',
  example: 'SecAuditLog /var/log/audit.log',
  engines: 'v2 alone writes to a program, as in "|command".',
  form: 'PATH',
  setting: 'auditLog',
})

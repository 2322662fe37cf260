import { textSetting } from './text-setting.js'

export const secAuditLog2 = textSetting({
  name: 'SecAuditLog2',
  summary: 'File of a second index of the audit log.',
  example: 'SecAuditLog2 /var/log/audit-index.log',
  engines: 'v3 writes the index there instead. Coraza rejects it.',
  form: 'PATH',
  setting: 'auditLog2',
})

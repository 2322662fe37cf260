import { modeSetting } from './mode-setting.js'

export const secAuditLogDirMode = modeSetting({
  name: 'SecAuditLogDirMode',
  summary: 'Mode of the folders that SecAuditLogType Concurrent makes.',
  example: 'SecAuditLogDirMode 0750',
  setting: 'auditLogDirMode',
  usual: 0o750,
})

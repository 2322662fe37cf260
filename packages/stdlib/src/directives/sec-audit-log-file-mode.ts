import { modeSetting } from './mode-setting.js'

export const secAuditLogFileMode = modeSetting({
  name: 'SecAuditLogFileMode',
  summary: 'Mode of the files that SecAuditLogType Concurrent makes.',
  example: 'SecAuditLogFileMode 0600',
  setting: 'auditLogFileMode',
  usual: 0o640,
})

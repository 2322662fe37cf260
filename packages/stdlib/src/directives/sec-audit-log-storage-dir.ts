import { textSetting } from './text-setting.js'

export const secAuditLogStorageDir = textSetting({
  name: 'SecAuditLogStorageDir',
  summary: 'Folder of the files that SecAuditLogType Concurrent writes.',
  example: 'SecAuditLogStorageDir /var/log/audit',
  form: 'PATH',
  setting: 'auditLogStorageDir',
})

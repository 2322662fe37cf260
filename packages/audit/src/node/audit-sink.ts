import type { AuditDestination, Settings } from '@secrule/program'
import { ConcurrentSink } from './concurrent-sink.js'
import type { CountingSink } from './counting-sink.js'
import { HttpsSink } from './https-sink.js'
import { SerialSink } from './serial-sink.js'
import { fullSinkOptions, type SinkOptions } from './sink-options.js'
import { SyslogSink } from './syslog-sink.js'

/** What of the settings says where the audit log goes. */
export type AuditSettings = Pick<
  Settings,
  | 'auditLogType'
  | 'auditLogFormat'
  | 'auditLog'
  | 'auditLog2'
  | 'auditLogStorageDir'
  | 'auditLogDirMode'
  | 'auditLogFileMode'
>

/** Where the audit log goes by the SecAudit* directives, or null when they name no place. */
export function auditDestination(settings: AuditSettings): AuditDestination | null {
  const { auditLogType: type, auditLog: log, auditLogStorageDir: storageDir } = settings
  const hasPlace = type === 'Syslog' || (type === 'Concurrent' ? storageDir !== null : log !== null)
  if (!hasPlace) return null
  return {
    type,
    format: settings.auditLogFormat,
    log,
    log2: settings.auditLog2,
    storageDir,
    dirMode: settings.auditLogDirMode,
    fileMode: settings.auditLogFileMode,
    guardian: null,
  }
}

/**
 * The sink that the SecAudit* directives describe. Throws when they name no place, or one that cannot be opened; what goes
 * wrong later is counted and reported.
 */
export function createAuditSink(settings: AuditSettings, options: SinkOptions = {}): CountingSink {
  const destination = auditDestination(settings)
  if (destination === null) {
    const missing = settings.auditLogType === 'Concurrent' ? 'SecAuditLogStorageDir' : 'SecAuditLog'
    throw new Error(`SecAuditLogType ${settings.auditLogType} needs ${missing}`)
  }
  return sinkFor(destination, options)
}

export function sinkFor(destination: AuditDestination, options: SinkOptions): CountingSink {
  const full = fullSinkOptions(options)
  switch (destination.type) {
    case 'Serial':
      return new SerialSink(destination, full)
    case 'Concurrent':
      return new ConcurrentSink(destination, full)
    case 'HTTPS':
      return new HttpsSink(destination, full)
    case 'Syslog':
      return new SyslogSink(destination, full)
  }
}

import type { AuditRecord } from '@secrule/program'
import { formatCorazaJson } from './format-coraza-json.js'
import { formatJson } from './format-json.js'
import { formatLegacyJson } from './format-legacy-json.js'
import { formatNative } from './format-native.js'
import { formatOcsf } from './format-ocsf.js'

/**
 * A record in the format that SecAuditLogFormat asks for, line end included. `JSON` is that of the engine whose dialect
 * the rules have, libmodsecurity 3's where the dialect is our own.
 */
export function formatRecord(record: AuditRecord): string {
  switch (record.destination.format) {
    case 'Native':
      return formatNative(record)
    case 'JSON':
      return `${jsonOf(record)}\n`
    case 'JSONLegacy':
      return `${formatLegacyJson(record)}\n`
    case 'OCSF':
      return `${formatOcsf(record)}\n`
  }
}

function jsonOf(record: AuditRecord): string {
  switch (record.dialect) {
    case 'modsecurity2':
      return formatLegacyJson(record)
    case 'coraza':
      return formatCorazaJson(record)
    default:
      return formatJson(record)
  }
}

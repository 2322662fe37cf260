import { ctl, problem, subspan } from '@secrule/program'
import { auditParts } from '../directives/audit-parts.js'

export const auditLogParts = ctl<{ readonly change: 'add' | 'remove' | 'replace'; readonly parts: string }>({
  name: 'auditLogParts',
  summary:
    'Adds parts to the audit log entry of this transaction (`+E`), takes parts out (`-E`), or sets them all. A and Z always stay.',
  example: 'SecRule RESPONSE_STATUS "@rx ^5" "id:1,phase:3,pass,nolog,ctl:auditLogParts=+E"',
  engines: 'v3 takes + and - only.',
  lastPhase: 5,
  compile: (value, span, { dialect }) => {
    const sign = value[0]
    const change = sign === '+' ? 'add' : sign === '-' ? 'remove' : 'replace'
    const start = change === 'replace' ? 0 : 1
    if (dialect.auditPartsBySign && change === 'replace')
      return problem(span, 'bad-value', value, 'ctl:auditLogParts', 'write `+` or `-` and letters')
    const bad = value.slice(start).search(/[^A-KZ]/)
    if (bad < 0 && value.length > start) return { change, parts: value.slice(start) }
    const place = bad < 0 ? span : subspan(span, start + bad, start + bad + 1)
    const wrong = bad < 0 ? value : value.slice(start + bad, start + bad + 1)
    return problem(place, 'bad-value', wrong, 'ctl:auditLogParts', 'write letters from A to K, and Z, such as `+E`')
  },
  run: ({ change, parts }, transaction) => {
    const now = transaction.settings.auditLogParts
    const wanted =
      change === 'add'
        ? now + parts
        : change === 'remove'
          ? [...now].filter((part) => !parts.includes(part)).join('')
          : parts
    transaction.change({ auditLogParts: auditParts(wanted) })
  },
})

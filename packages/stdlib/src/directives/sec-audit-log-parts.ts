import { directive, problem, subspan } from '@secrule/program'
import { auditParts } from './audit-parts.js'

export const secAuditLogParts = directive<string>({
  name: 'SecAuditLogParts',
  summary: 'Parts of an audit log entry, by letter. A and Z always belong to it.',
  example: 'SecAuditLogParts ABIJDEFHZ',
  engines: 'Coraza refuses a list that does not begin with A and end with Z.',
  form: 'LETTERS',
  words: [1, 1],
  group: 'setting',
  compile: (words, span, { dialect }) => {
    const letters = words[0]?.value ?? ''
    const place = words[0]?.span ?? span
    const bad = letters.search(/[^A-KZ]/)
    const right = 'write letters from A to K, and Z'
    if (letters === '') return problem(place, 'bad-word', letters, 'SecAuditLogParts', right)
    if (bad >= 0) {
      return problem(subspan(place, bad, bad + 1), 'bad-word', letters.slice(bad, bad + 1), 'SecAuditLogParts', right)
    }
    return dialect.auditPartsEnds && !/^A.*Z$/.test(letters)
      ? problem(place, 'bad-word', letters, 'SecAuditLogParts', `write \`${auditParts(letters)}\``)
      : auditParts(letters)
  },
  apply: (parts, settings) => {
    settings.auditLogParts = parts
  },
})

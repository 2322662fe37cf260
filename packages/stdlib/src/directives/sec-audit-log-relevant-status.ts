import { directive, problem, subspan } from '@secrule/program'
import { patternProblem } from '../pattern-problem.js'

export const secAuditLogRelevantStatus = directive<string>({
  name: 'SecAuditLogRelevantStatus',
  summary:
    'Regular expression that is searched for in the response status: those transactions are relevant for the audit log.',
  example: 'SecAuditLogRelevantStatus "^(?:5|4(?!04))"',
  form: 'REGEX',
  words: [1, 1],
  group: 'setting',
  compile: (words, span) => {
    const pattern = words[0]?.value ?? ''
    const wrong = patternProblem(pattern)
    if (wrong === null) return pattern
    return problem(subspan(words[0]?.span ?? span, wrong.offset, pattern.length), 'bad-regex', wrong.message)
  },
  apply: (pattern, settings) => {
    settings.auditLogRelevantStatus = pattern
  },
})

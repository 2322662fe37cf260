import { directive, problem, type Settings } from '@secrule/program'

export const secGuardianLog = directive<NonNullable<Settings['guardianLog']>>({
  name: 'SecGuardianLog',
  summary:
    'Program that gets one line for each request, only where an environment variable is set (`env=NAME`) or not set (`env=!NAME`).',
  example: 'SecGuardianLog "|/usr/local/bin/guardian" env=!quiet',
  engines: 'v3 and Coraza reject it.',
  form: '"|COMMAND" [env=VAR|env=!VAR]',
  words: [1, 2],
  group: 'setting',
  compile: (words, span) => {
    const command = words[0]?.value ?? ''
    if (command === '' || command === '|') {
      return problem(words[0]?.span ?? span, 'bad-word', command, 'SecGuardianLog', 'write `"|COMMAND"`')
    }
    const condition = words[1]
    const [, negation, environment] = /^env=(!?)([^!=\s]+)$/i.exec(condition?.value ?? '') ?? []
    if (condition !== undefined && environment === undefined) {
      return problem(condition.span, 'bad-word', condition.value, 'SecGuardianLog', 'write `env=NAME` or `env=!NAME`')
    }
    return { command, environment: environment ?? null, negated: negation === '!' }
  },
  apply: (guardianLog, settings) => {
    settings.guardianLog = guardianLog
  },
})

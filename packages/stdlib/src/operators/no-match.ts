import { operator } from '@secrule/program'

/** @noMatch: switches a rule off without taking it out. */
export const noMatch = operator<null>({
  name: 'noMatch',
  summary: 'Never true.',
  example: 'SecRule ARGS "@noMatch" "id:1,phase:2,deny"',
  engines: 'ModSecurity 3 has no grammar for it.',
  argument: 'none',
  macros: false,
  pure: true,
  logName: 'NoMatch',
  compile: () => null,
  run: () => false,
})

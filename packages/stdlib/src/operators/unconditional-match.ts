import { operator } from '@secrule/program'

/** @unconditionalMatch. Still needs a target with a value: without one no operator runs. */
export const unconditionalMatch = operator<null>({
  name: 'unconditionalMatch',
  summary: 'Always true.',
  example: 'SecRule REMOTE_ADDR "@unconditionalMatch" "id:1,phase:1,pass,setvar:tx.seen=%{MATCHED_VAR}"',
  argument: 'none',
  macros: false,
  logName: 'UnconditionalMatch',
  compile: () => null,
  run: () => true,
})

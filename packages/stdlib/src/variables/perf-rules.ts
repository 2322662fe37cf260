import { collection } from '@secrule/program'
import { mapMembers } from './map-members.js'

export const perfRules = collection({
  name: 'PERF_RULES',
  summary: 'Microseconds of the rules that took longer than SecRulePerfTime, by rule id.',
  example: 'SecRule PERF_RULES "@gt 1000" "id:1,phase:5,pass,log"',
  engines: 'v2 alone has it.',
  phase: 0,
  stable: false,
  read: ({ slowRules }) => mapMembers(slowRules),
})

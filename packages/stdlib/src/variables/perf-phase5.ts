import { phaseTimeVariable } from './phase-time.js'

export const perfPhase5 = phaseTimeVariable({
  name: 'PERF_PHASE5',
  summary: 'Microseconds that phase 5 took: 0 for rules, which run inside it.',
  example: 'SecRule PERF_PHASE5 "@gt 1000" "id:1,phase:5,pass,log"',
  engines: 'v2 alone has it.',
  of: 5,
})

import { phaseTimeVariable } from './phase-time.js'

export const perfPhase3 = phaseTimeVariable({
  name: 'PERF_PHASE3',
  summary: 'Microseconds that phase 3 took, 0 before it ended.',
  example: 'SecRule PERF_PHASE3 "@gt 1000" "id:1,phase:5,pass,log"',
  engines: 'v2 alone has it.',
  of: 3,
})

import { phaseTimeVariable } from './phase-time.js'

export const perfPhase2 = phaseTimeVariable({
  name: 'PERF_PHASE2',
  summary: 'Microseconds that phase 2 took, 0 before it ended.',
  example: 'SecRule PERF_PHASE2 "@gt 1000" "id:1,phase:5,pass,log"',
  engines: 'v2 alone has it.',
  of: 2,
})

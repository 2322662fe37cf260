import { phaseTimeVariable } from './phase-time.js'

export const perfPhase4 = phaseTimeVariable({
  name: 'PERF_PHASE4',
  summary: 'Microseconds that phase 4 took, 0 before it ended.',
  example: 'SecRule PERF_PHASE4 "@gt 1000" "id:1,phase:5,pass,log"',
  engines: 'v2 alone has it.',
  of: 4,
})

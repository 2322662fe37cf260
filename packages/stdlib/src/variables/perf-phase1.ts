import { phaseTimeVariable } from './phase-time.js'

export const perfPhase1 = phaseTimeVariable({
  name: 'PERF_PHASE1',
  summary: 'Microseconds that phase 1 took, 0 before it ended.',
  example: 'SecRule PERF_PHASE1 "@gt 1000" "id:1,phase:5,pass,log"',
  engines: 'v2 alone has it.',
  of: 1,
})

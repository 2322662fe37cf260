import { scalar } from '@secrule/program'
import { combinedTime } from './phase-time.js'

export const perfCombined = scalar({
  name: 'PERF_COMBINED',
  summary: 'Microseconds that all phases took so far.',
  example: 'SecRule PERF_COMBINED "@gt 10000" "id:1,phase:5,pass,log"',
  engines: 'v2 alone has it.',
  phase: 1,
  stable: false,
  value: (transaction) => String(combinedTime(transaction)),
})

import { scalar } from '@secrule/program'

export const perfLogging = scalar({
  name: 'PERF_LOGGING',
  summary: 'Microseconds spent on the audit log: always 0, since rules run before it is written.',
  example: 'SecRule PERF_LOGGING "@gt 1000" "id:1,phase:5,pass,log"',
  engines: 'v2 alone has it.',
  phase: 1,
  stable: true,
  value: () => '0',
})

import { scalar } from '@secrule/program'

export const perfGc = scalar({
  name: 'PERF_GC',
  summary:
    'Microseconds spent on removing stale records of persistent collections: always 0, since no transaction does that here.',
  example: 'SecRule PERF_GC "@gt 1000" "id:1,phase:5,pass,log"',
  engines: 'v2 alone has it.',
  phase: 1,
  stable: true,
  value: () => '0',
})

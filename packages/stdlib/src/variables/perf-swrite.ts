import { scalar } from '@secrule/program'

export const perfSwrite = scalar({
  name: 'PERF_SWRITE',
  summary: 'Microseconds spent on writing persistent collections: always 0, since rules run before they are written.',
  example: 'SecRule PERF_SWRITE "@gt 1000" "id:1,phase:5,pass,log"',
  engines: 'v2 alone has it.',
  phase: 1,
  stable: true,
  value: () => '0',
})

import { scalar } from '@secrule/program'

export const perfSread = scalar({
  name: 'PERF_SREAD',
  summary: 'Microseconds spent on reading persistent collections.',
  example: 'SecRule PERF_SREAD "@gt 1000" "id:1,phase:5,pass,log"',
  engines: 'v2 alone has it.',
  phase: 0,
  stable: false,
  value: (transaction) => String(Math.round(transaction.storageReadTime)),
})

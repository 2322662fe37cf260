import { scalar } from '@secrule/program'
import { combinedTime, phaseTime } from './phase-time.js'

export const perfAll = scalar({
  name: 'PERF_ALL',
  summary: 'All PERF values in one text: `combined=…, p1=…, …, p5=…, sr=…, sw=…, l=…, gc=…` in microseconds.',
  example: 'SecAction "id:1,phase:5,pass,log,logdata:\'%{PERF_ALL}\'"',
  engines: 'v2 alone has it.',
  phase: 1,
  stable: false,
  value: (transaction) => {
    const phases = [1, 2, 3, 4, 5].map((phase) => `p${phase}=${phaseTime(transaction, phase)}`).join(', ')
    return `combined=${combinedTime(transaction)}, ${phases}, sr=${Math.round(transaction.storageReadTime)}, sw=0, l=0, gc=0`
  },
})

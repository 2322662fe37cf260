import { scalar } from '@secrule/program'

export const highestSeverity = scalar({
  name: 'HIGHEST_SEVERITY',
  summary: 'The lowest severity number of the rules that matched so far; 255 when there is none.',
  example: 'SecRule HIGHEST_SEVERITY "@le 2" "id:1,phase:5,pass,log,msg:\'critical\'"',
  engines: 'v2 leaves out severity 0.',
  phase: 0,
  stable: false,
  value: (transaction) => String(transaction.highestSeverity),
})

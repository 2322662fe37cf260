import { scalar } from '@secrule/program'

export const userid = scalar({
  name: 'USERID',
  summary: 'The value that setuid was given.',
  example: 'SecRule USERID "@streq admin" "id:1,phase:1,pass,log"',
  engines: 'Coraza declares it and never fills it.',
  phase: 0,
  stable: false,
  value: (transaction) => transaction.userId || null,
})

import { scalar } from '@secrule/program'

export const sessionid = scalar({
  name: 'SESSIONID',
  summary: 'The value that setsid was given.',
  example: 'SecRule SESSIONID "@rx ." "id:1,phase:1,pass,log,logdata:\'%{SESSIONID}\'"',
  engines: 'Coraza declares it and never fills it.',
  phase: 0,
  stable: false,
  value: (transaction) => transaction.sessionId || null,
})

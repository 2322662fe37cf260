import { scalar } from '@secrule/program'

export const duration = scalar({
  name: 'DURATION',
  summary: 'Microseconds since the transaction began.',
  example: 'SecRule DURATION "@gt 5000000" "id:1,phase:5,pass,log,msg:\'slow\'"',
  engines: 'v3 gives seconds with six decimals. Coraza declares it and never fills it.',
  phase: 0,
  stable: false,
  value: (transaction) =>
    transaction.dialect.durationInSeconds
      ? (transaction.elapsed() / 1_000_000).toFixed(6)
      : String(Math.floor(transaction.elapsed())),
})

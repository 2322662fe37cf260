import { scalar } from '@secrule/program'

export const timeEpoch = scalar({
  name: 'TIME_EPOCH',
  summary: 'Seconds since 1970.',
  example: 'SecAction "id:1,phase:1,pass,nolog,setvar:session.seen=%{TIME_EPOCH}"',
  engines: 'Coraza gives the time at which the transaction began.',
  phase: 0,
  stable: false,
  value: ({ services }) => String(Math.floor(services.clock.now() / 1_000_000)),
})

import { ctl, problem } from '@secrule/program'

export const debugLogLevel = ctl<number>({
  name: 'debugLogLevel',
  summary: 'Sets SecDebugLogLevel for this transaction.',
  example: 'SecRule REMOTE_ADDR "@ipMatch 192.0.2.1" "id:1,phase:1,pass,nolog,ctl:debugLogLevel=9"',
  engines: 'v3 rejects it.',
  lastPhase: 5,
  compile: (value, span) =>
    /^\d$/.test(value) ? Number(value) : problem(span, 'bad-value', value, 'ctl:debugLogLevel', 'write 0 to 9'),
  run: (debugLogLevel, transaction) => transaction.change({ debugLogLevel }),
})

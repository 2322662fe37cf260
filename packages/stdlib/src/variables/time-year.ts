import { timeVariable } from './time-variable.js'

export const timeYear = timeVariable({
  name: 'TIME_YEAR',
  summary: 'Year in local time, four digits.',
  example: 'SecRule TIME_YEAR "@ge 2000" "id:1,phase:1,pass"',
  engines: 'Coraza gives the time at which the transaction began.',
  part: (local) => String(local.getUTCFullYear()).padStart(4, '0'),
})

import { timeVariable, twoDigits } from './time-variable.js'

export const timeSec = timeVariable({
  name: 'TIME_SEC',
  summary: 'Second in local time, 00 to 59.',
  example: 'SecRule TIME_SEC "@lt 10" "id:1,phase:1,pass"',
  engines: 'Coraza gives the time at which the transaction began.',
  part: (local) => twoDigits(local.getUTCSeconds()),
})

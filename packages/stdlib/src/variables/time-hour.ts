import { timeVariable, twoDigits } from './time-variable.js'

export const timeHour = timeVariable({
  name: 'TIME_HOUR',
  summary: 'Hour in local time, 00 to 23.',
  example: 'SecRule TIME_HOUR "@lt 6" "id:1,phase:1,pass,log"',
  engines: 'Coraza gives the time at which the transaction began.',
  part: (local) => twoDigits(local.getUTCHours()),
})

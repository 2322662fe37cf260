import { timeVariable, twoDigits } from './time-variable.js'

export const timeMin = timeVariable({
  name: 'TIME_MIN',
  summary: 'Minute in local time, 00 to 59.',
  example: 'SecRule TIME_MIN "@eq 30" "id:1,phase:1,pass"',
  engines: 'Coraza gives the time at which the transaction began.',
  part: (local) => twoDigits(local.getUTCMinutes()),
})

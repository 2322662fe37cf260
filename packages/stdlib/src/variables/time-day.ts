import { timeVariable, twoDigits } from './time-variable.js'

export const timeDay = timeVariable({
  name: 'TIME_DAY',
  summary: 'Day of the month in local time, 01 to 31.',
  example: 'SecRule TIME_DAY "@streq 01" "id:1,phase:1,pass"',
  engines: 'Coraza gives one digit where one is enough, of the time at which the transaction began.',
  part: (local, form) => (form === 'coraza' ? String(local.getUTCDate()) : twoDigits(local.getUTCDate())),
})

import { timeVariable, twoDigits } from './time-variable.js'

export const timeMon = timeVariable({
  name: 'TIME_MON',
  summary: 'Month in local time, 01 to 12.',
  example: 'SecRule TIME_MON "@eq 12" "id:1,phase:1,pass"',
  engines: 'v3 counts from 0. Coraza gives one digit where one is enough.',
  part: (local, form) => {
    const month = local.getUTCMonth()
    if (form === 'modsecurity3') return String(month)
    return form === 'coraza' ? String(month + 1) : twoDigits(month + 1)
  },
})

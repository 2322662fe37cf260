import { timeVariable } from './time-variable.js'

export const timeWday = timeVariable({
  name: 'TIME_WDAY',
  summary: 'Day of the week in local time, 0 (Sunday) to 6.',
  example: 'SecRule TIME_WDAY "@within 06" "id:1,phase:1,pass,log,msg:\'weekend\'"',
  engines: 'v3 gives 1 (Monday) to 7.',
  part: (local, form) => String(form === 'modsecurity3' ? local.getUTCDay() || 7 : local.getUTCDay()),
})

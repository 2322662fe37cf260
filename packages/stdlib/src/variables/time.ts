import { timeVariable, twoDigits } from './time-variable.js'

export const time = timeVariable({
  name: 'TIME',
  summary: 'Local time as HH:MM:SS.',
  example: 'SecRule TIME "@rx ^0[0-5]:" "id:1,phase:1,pass,log,msg:\'night visitor\'"',
  engines: 'v2 gives the 14 digits YYYYMMDDhhmmss. Coraza gives the time at which the transaction began.',
  part: (local, form) => {
    const clock = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()].map(twoDigits)
    if (form !== 'modsecurity2') return clock.join(':')
    const day = [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()].map(twoDigits)
    return [...day, ...clock].join('')
  },
})

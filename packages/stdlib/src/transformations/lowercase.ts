import { transformation } from '@secrule/program'

/** t:lowercase. ASCII letters only: bytes from 80 on stay, whatever their encoding. */
export const lowercase = transformation({
  name: 'lowercase',
  summary: 'Turns the letters A to Z into lower case.',
  example: 'SecRule ARGS "@contains union select" "id:1,phase:2,deny,t:none,t:lowercase"',
  engines: 'Coraza maps Unicode letters and replaces invalid UTF-8.',
  touches: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  run: (value) =>
    // the platform's own is fastest, and differs for these bytes only
    /[\xc0-\xde]/.test(value) ? value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : value.toLowerCase(),
})

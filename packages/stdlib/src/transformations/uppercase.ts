import { transformation } from '@secrule/program'

/** t:uppercase. ASCII letters only: bytes from 80 on stay, whatever their encoding. */
export const uppercase = transformation({
  name: 'uppercase',
  summary: 'Turns the letters a to z into upper case.',
  example: 'SecRule REQUEST_METHOD "@within GET POST HEAD" "id:1,phase:1,pass,t:none,t:uppercase"',
  engines: 'ModSecurity 2 lacks it; Coraza maps Unicode letters and replaces invalid UTF-8.',
  touches: 'abcdefghijklmnopqrstuvwxyz',
  run: (value) =>
    // the platform's own is fastest, and right for ASCII
    /[\x80-\xff]/.test(value) ? value.replace(/[a-z]+/g, (letters) => letters.toUpperCase()) : value.toUpperCase(),
})

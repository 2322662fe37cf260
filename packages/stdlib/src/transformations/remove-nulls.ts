import { transformation } from '@secrule/program'
import { byteSet, dropBytes } from './drop-bytes.js'

const nul = byteSet('\0')

/** t:removeNulls: undoes what an attacker gains by NUL bytes that the application drops. */
export const removeNulls = transformation({
  name: 'removeNulls',
  summary: 'Removes every NUL byte.',
  example: 'SecRule ARGS "@contains ../" "id:1,phase:2,deny,t:none,t:removeNulls"',
  touches: '\0',
  run: (value) => (value.indexOf('\0') < 0 ? value : dropBytes(value, nul)),
})

import { transformation } from '@secrule/program'
import { byteTable, mapBytes } from './map-bytes.js'

const upper = byteTable((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte))

/** t:uppercase. ASCII letters only: bytes from 80 on stay, whatever their encoding. */
export const uppercase = transformation({
  name: 'uppercase',
  summary: 'Turns the letters a to z into upper case.',
  example: 'SecRule REQUEST_METHOD "@within GET POST HEAD" "id:1,phase:1,pass,t:none,t:uppercase"',
  engines: 'ModSecurity 2 lacks it; Coraza maps Unicode letters and replaces invalid UTF-8.',
  touches: 'abcdefghijklmnopqrstuvwxyz',
  run: (value) =>
    // the platform's own is fastest, and right for ASCII
    /[\x80-\xff]/.test(value) ? mapBytes(value, upper) : value.toUpperCase(),
})

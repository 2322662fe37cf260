import { transformation } from '@secrule/program'
import { byteTable, mapBytes } from './map-bytes.js'

const lower = byteTable((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte))

/** t:lowercase. ASCII letters only: bytes from 80 on stay, whatever their encoding. */
export const lowercase = transformation({
  name: 'lowercase',
  summary: 'Turns the letters A to Z into lower case.',
  example: 'SecRule ARGS "@contains union select" "id:1,phase:2,deny,t:none,t:lowercase"',
  engines: 'Coraza maps Unicode letters and replaces invalid UTF-8.',
  touches: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  run: (value) =>
    // the platform's own is fastest, and differs for these bytes only
    /[\xc0-\xde]/.test(value) ? mapBytes(value, lower) : value.toLowerCase(),
})

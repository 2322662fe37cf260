import { transformation } from '@secrule/program'
import { byteTable, mapBytes } from './map-bytes.js'
import { hasOddParity } from './parity.js'

const table = byteTable((byte) => (hasOddParity(byte) ? byte & 0x7f : byte | 0x80))

/** t:parityOdd7bit. Bit 7 of the input counts too, so bytes above 7F get their parity from all eight bits. */
export const parityOdd7bit = transformation({
  name: 'parityOdd7bit',
  summary: 'Sets or clears bit 7 of each byte so that seven-bit data has odd parity.',
  example: 'SecRule ARGS "@rx ^.{8}$" "id:1,phase:2,pass,t:none,t:parityOdd7bit"',
  engines: 'ModSecurity only; Coraza has no parity transformations.',
  run: (value) => mapBytes(value, table),
})

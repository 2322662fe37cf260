import { transformation } from '@secrule/program'
import { byteTable, mapBytes } from './map-bytes.js'
import { hasOddParity } from './parity.js'

const table = byteTable((byte) => (hasOddParity(byte) ? byte | 0x80 : byte & 0x7f))

/** t:parityEven7bit. Bit 7 of the input counts too, so bytes above 7F get their parity from all eight bits. */
export const parityEven7bit = transformation({
  name: 'parityEven7bit',
  summary: 'Sets or clears bit 7 of each byte so that seven-bit data has even parity.',
  example: 'SecRule ARGS "@rx ^.{8}$" "id:1,phase:2,pass,t:none,t:parityEven7bit"',
  engines: 'ModSecurity only; Coraza has no parity transformations.',
  run: (value) => mapBytes(value, table),
})

import { transformation } from '@secrule/program'
import { highBytes } from './high-bytes.js'
import { byteTable, mapBytes } from './map-bytes.js'

const table = byteTable((byte) => byte & 0x7f)

/** t:parityZero7bit: what a seven-bit channel would leave of the value. */
export const parityZero7bit = transformation({
  name: 'parityZero7bit',
  summary: 'Clears bit 7 of each byte.',
  example: 'SecRule ARGS "@contains <script" "id:1,phase:2,deny,t:none,t:parityZero7bit,t:lowercase"',
  engines: 'ModSecurity only; Coraza has no parity transformations.',
  touches: highBytes,
  run: (value) => mapBytes(value, table),
})

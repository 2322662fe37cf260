import { transformation } from '@secrule/program'
import { byteTable, mapBytes } from './map-bytes.js'

const table = byteTable((byte) => (byte === 0 ? 0x20 : byte))

/** t:replaceNulls: NUL bytes as spaces, so that what they separated stays separated. */
export const replaceNulls = transformation({
  name: 'replaceNulls',
  summary: 'Replaces every NUL byte by a space.',
  example: 'SecRule ARGS "@rx \\bunion\\s+select" "id:1,phase:2,deny,t:none,t:replaceNulls"',
  touches: '\0',
  run: (value) => (value.indexOf('\0') < 0 ? value : mapBytes(value, table)),
})

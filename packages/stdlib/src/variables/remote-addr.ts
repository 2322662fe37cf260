import { scalar } from '@secrule/program'

export const remoteAddr = scalar({
  name: 'REMOTE_ADDR',
  summary: 'Address of the client.',
  example: 'SecRule REMOTE_ADDR "@ipMatch 192.0.2.0/24" "id:1,phase:1,allow"',
  phase: 0,
  stable: true,
  value: ({ connection }) => connection.clientAddress || null,
})

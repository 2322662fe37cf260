import { scalar } from '@secrule/program'

export const remotePort = scalar({
  name: 'REMOTE_PORT',
  summary: 'Port of the client.',
  example: 'SecRule REMOTE_PORT "@lt 1024" "id:1,phase:1,deny"',
  phase: 0,
  stable: true,
  value: ({ connection }) => String(connection.clientPort),
})

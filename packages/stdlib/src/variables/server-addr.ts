import { scalar } from '@secrule/program'

export const serverAddr = scalar({
  name: 'SERVER_ADDR',
  summary: 'Address of the server.',
  example: 'SecRule SERVER_ADDR "@ipMatch 192.0.2.10" "id:1,phase:1,pass"',
  phase: 0,
  stable: true,
  value: ({ connection }) => connection.serverAddress || null,
})

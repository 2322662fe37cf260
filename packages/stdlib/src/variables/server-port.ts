import { scalar } from '@secrule/program'

export const serverPort = scalar({
  name: 'SERVER_PORT',
  summary: 'Port of the server.',
  example: 'SecRule SERVER_PORT "@eq 8080" "id:1,phase:1,deny"',
  phase: 0,
  stable: true,
  value: ({ connection }) => String(connection.serverPort),
})

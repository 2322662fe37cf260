import { scalar } from '@secrule/program'

export const serverName = scalar({
  name: 'SERVER_NAME',
  summary: 'Host name of the Host header, without the port.',
  example: 'SecRule SERVER_NAME "!@streq www.example.com" "id:1,phase:1,deny"',
  engines: 'v3 cuts an IPv6 address in brackets at its first colon.',
  phase: 1,
  stable: true,
  value: ({ request }) => request.serverName || null,
})

import { scalar } from '@secrule/program'

export const remoteHost = scalar({
  name: 'REMOTE_HOST',
  summary: 'Address of the client; its name is not looked up.',
  example: 'SecRule REMOTE_HOST "@streq 192.0.2.1" "id:1,phase:1,deny"',
  engines: 'v2 has the host name when the web server looked it up. Coraza declares it and never fills it.',
  phase: 0,
  stable: true,
  value: ({ connection }) => connection.clientAddress || null,
})

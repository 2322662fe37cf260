import { scalar } from '@secrule/program'

export const useragentIp = scalar({
  name: 'USERAGENT_IP',
  summary: 'Address of the client of the connection.',
  example: 'SecRule USERAGENT_IP "@ipMatch 192.0.2.0/24" "id:1,phase:1,deny"',
  engines: 'v2 alone has it: the address of the connection where REMOTE_ADDR was taken from a header of a proxy.',
  phase: 0,
  stable: true,
  value: ({ connection }) => connection.clientAddress || null,
})

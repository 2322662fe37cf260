import { scalar } from '@secrule/program'

export const responseProtocol = scalar({
  name: 'RESPONSE_PROTOCOL',
  summary: 'Protocol of the response, such as HTTP/1.1.',
  example: 'SecRule RESPONSE_PROTOCOL "@streq HTTP/1.0" "id:1,phase:3,pass,log"',
  phase: 3,
  stable: true,
  value: ({ response }) => response.protocol || null,
})

import { scalar } from '@secrule/program'

export const requestProtocol = scalar({
  name: 'REQUEST_PROTOCOL',
  summary: 'Protocol of the request, such as HTTP/1.1.',
  example: 'SecRule REQUEST_PROTOCOL "@streq HTTP/1.0" "id:1,phase:1,deny"',
  phase: 1,
  stable: true,
  value: ({ request }) => request.protocol,
})

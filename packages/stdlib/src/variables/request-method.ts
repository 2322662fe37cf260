import { scalar } from '@secrule/program'

export const requestMethod = scalar({
  name: 'REQUEST_METHOD',
  summary: 'Method of the request.',
  example: 'SecRule REQUEST_METHOD "!@within GET HEAD POST" "id:1,phase:1,deny,status:405"',
  phase: 1,
  stable: true,
  value: ({ request }) => request.method,
})

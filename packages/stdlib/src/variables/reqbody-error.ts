import { scalar } from '@secrule/program'

export const reqbodyError = scalar({
  name: 'REQBODY_ERROR',
  summary: '1 when the request body could not be processed, else 0.',
  example: 'SecRule REQBODY_ERROR "!@eq 0" "id:1,phase:2,deny,status:400"',
  phase: 2,
  stable: true,
  value: ({ request }) => (request.body.error === null ? '0' : '1'),
})

import { scalar } from '@secrule/program'

export const inboundDataError = scalar({
  name: 'INBOUND_DATA_ERROR',
  summary: '1 when the request body or headers went over a limit, else 0.',
  example: 'SecRule INBOUND_DATA_ERROR "@eq 1" "id:1,phase:2,deny,status:413"',
  phase: 2,
  stable: true,
  value: ({ request }) => (request.body.overLimit || request.headersOverLimit ? '1' : '0'),
})

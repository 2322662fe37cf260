import { scalar } from '@secrule/program'

export const outboundDataError = scalar({
  name: 'OUTBOUND_DATA_ERROR',
  summary: '1 when the response body or headers went over a limit, else 0.',
  example: 'SecRule OUTBOUND_DATA_ERROR "@eq 1" "id:1,phase:4,pass,log"',
  phase: 4,
  stable: true,
  value: ({ response }) => (response.body.overLimit || response.headersOverLimit ? '1' : '0'),
})

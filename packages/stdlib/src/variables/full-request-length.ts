import { scalar } from '@secrule/program'

export const fullRequestLength = scalar({
  name: 'FULL_REQUEST_LENGTH',
  summary: 'Length of FULL_REQUEST in bytes.',
  example: 'SecRule FULL_REQUEST_LENGTH "@gt 100000" "id:1,phase:2,deny"',
  engines: 'v2 counts headers, body and one byte more, not the request line. Coraza never fills it.',
  phase: 1,
  stable: true,
  value: ({ request }) => String(request.fullLength()),
})

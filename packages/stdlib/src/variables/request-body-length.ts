import { scalar } from '@secrule/program'

export const requestBodyLength = scalar({
  name: 'REQUEST_BODY_LENGTH',
  summary: 'Bytes of the request body.',
  example: 'SecRule REQUEST_BODY_LENGTH "@gt 1048576" "id:1,phase:2,deny"',
  phase: 2,
  stable: true,
  value: ({ request }) => String(request.body.length),
})

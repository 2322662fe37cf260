import { scalar } from '@secrule/program'

export const fullRequest = scalar({
  name: 'FULL_REQUEST',
  summary: 'The request as one text: request line, headers and body.',
  example: 'SecRule FULL_REQUEST "@contains secret" "id:1,phase:2,pass,log"',
  engines: 'v2 ends it with a NUL byte, v3 leaves the request line out, Coraza never fills it.',
  phase: 1,
  stable: true,
  value: ({ request }) => request.full(),
})

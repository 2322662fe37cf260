import { scalar } from '@secrule/program'

export const reqbodyProcessor = scalar({
  name: 'REQBODY_PROCESSOR',
  summary: 'Name of the processor of the request body: URLENCODED, MULTIPART, XML, JSON, RAW, or empty.',
  example: 'SecRule REQBODY_PROCESSOR "!@within URLENCODED MULTIPART" "id:1,phase:2,deny"',
  phase: 1,
  stable: false,
  value: ({ request }) => request.body.processor,
})

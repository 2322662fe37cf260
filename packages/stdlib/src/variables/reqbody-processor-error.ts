import { scalar } from '@secrule/program'

export const reqbodyProcessorError = scalar({
  name: 'REQBODY_PROCESSOR_ERROR',
  summary: '1 when the processor of the request body failed, else 0.',
  example: 'SecRule REQBODY_PROCESSOR_ERROR "@eq 1" "id:1,phase:2,deny"',
  phase: 2,
  stable: true,
  value: ({ request }) => (request.body.processorError === null ? '0' : '1'),
})

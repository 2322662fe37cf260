import { scalar } from '@secrule/program'

export const reqbodyProcessorErrorMsg = scalar({
  name: 'REQBODY_PROCESSOR_ERROR_MSG',
  summary: 'Error text of the processor of the request body, else empty.',
  example: 'SecRule REQBODY_PROCESSOR_ERROR "@eq 1" "id:1,phase:2,deny,logdata:\'%{REQBODY_PROCESSOR_ERROR_MSG}\'"',
  phase: 2,
  stable: true,
  value: ({ request }) => request.body.processorError ?? '',
})

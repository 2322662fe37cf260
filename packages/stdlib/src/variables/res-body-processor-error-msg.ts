import { scalar } from '@secrule/program'

export const resBodyProcessorErrorMsg = scalar({
  name: 'RES_BODY_PROCESSOR_ERROR_MSG',
  summary: 'Error text of the processor of the response body, else empty.',
  example:
    'SecRule RES_BODY_PROCESSOR_ERROR "@eq 1" "id:1,phase:4,pass,log,logdata:\'%{RES_BODY_PROCESSOR_ERROR_MSG}\'"',
  engines: 'Coraza alone has it.',
  phase: 4,
  stable: true,
  value: ({ response }) => response.body.processorError ?? '',
})

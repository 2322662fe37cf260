import { scalar } from '@secrule/program'

export const resBodyProcessorError = scalar({
  name: 'RES_BODY_PROCESSOR_ERROR',
  summary: '1 when the processor of the response body failed, else 0.',
  example: 'SecRule RES_BODY_PROCESSOR_ERROR "@eq 1" "id:1,phase:4,pass,log"',
  engines: 'Coraza alone has it.',
  phase: 4,
  stable: true,
  value: ({ response }) => (response.body.processorError === null ? '0' : '1'),
})

import { scalar } from '@secrule/program'

export const resBodyProcessor = scalar({
  name: 'RES_BODY_PROCESSOR',
  summary: 'Name of the processor of the response body, or empty.',
  example: 'SecRule RES_BODY_PROCESSOR "@streq JSON" "id:1,phase:4,pass"',
  engines: 'Coraza alone has it.',
  phase: 1,
  stable: false,
  value: ({ response }) => response.body.processor,
})

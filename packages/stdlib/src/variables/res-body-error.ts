import { scalar } from '@secrule/program'

export const resBodyError = scalar({
  name: 'RES_BODY_ERROR',
  summary: '1 when the response body could not be processed, else 0.',
  example: 'SecRule RES_BODY_ERROR "@eq 1" "id:1,phase:4,pass,log"',
  engines: 'Coraza alone has it.',
  phase: 4,
  stable: true,
  value: ({ response }) => (response.body.error === null ? '0' : '1'),
})

import { scalar } from '@secrule/program'

export const resBodyErrorMsg = scalar({
  name: 'RES_BODY_ERROR_MSG',
  summary: 'Why the response body could not be processed, else empty.',
  example: 'SecRule RES_BODY_ERROR "@eq 1" "id:1,phase:4,pass,log,logdata:\'%{RES_BODY_ERROR_MSG}\'"',
  engines: 'Coraza alone has it.',
  phase: 4,
  stable: true,
  value: ({ response }) => response.body.error ?? '',
})

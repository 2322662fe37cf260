import { scalar } from '@secrule/program'

export const reqbodyErrorMsg = scalar({
  name: 'REQBODY_ERROR_MSG',
  summary: 'Why the request body could not be processed, else empty.',
  example: 'SecRule REQBODY_ERROR "!@eq 0" "id:1,phase:2,deny,logdata:\'%{REQBODY_ERROR_MSG}\'"',
  engines: 'The texts differ between engines.',
  phase: 2,
  stable: true,
  value: ({ request }) => request.body.error ?? '',
})

import { scalar } from '@secrule/program'

export const responseStatus = scalar({
  name: 'RESPONSE_STATUS',
  summary: 'Status code of the response.',
  example: 'SecRule RESPONSE_STATUS "@rx ^5" "id:1,phase:3,pass,log"',
  phase: 3,
  stable: true,
  value: ({ response }) => (response.status === 0 ? null : String(response.status)),
})

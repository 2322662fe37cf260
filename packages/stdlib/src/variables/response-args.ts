import { collection } from '@secrule/program'

export const responseArgs = collection({
  name: 'RESPONSE_ARGS',
  summary: 'Values of a JSON response body, by name. Needs ctl:responseBodyProcessor=JSON.',
  example: 'SecRule RESPONSE_ARGS "@verifyCC \\d{13,16}" "id:1,phase:4,deny"',
  engines: 'Coraza alone has it.',
  phase: 4,
  stable: true,
  read: ({ response }) => response.body.json,
})

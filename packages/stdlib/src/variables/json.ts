import { collection } from '@secrule/program'

export const json = collection({
  name: 'JSON',
  summary: 'The values that the JSON body processor found in the request body, by name.',
  example: 'SecRule JSON "@contains script" "id:1,phase:2,deny"',
  engines: 'Coraza declares it and never fills it; v2 and v3 reject it.',
  phase: 2,
  stable: true,
  read: ({ request }) => request.body.json,
})

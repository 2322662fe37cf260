import { scalar } from '@secrule/program'

export const urlencodedError = scalar({
  name: 'URLENCODED_ERROR',
  summary: '1 when an argument held a % that is not followed by two hexadecimal digits, else 0.',
  example: 'SecRule URLENCODED_ERROR "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza has the text of its URI parser instead.',
  phase: 1,
  stable: true,
  value: ({ request }) => (request.urlencodedError ? '1' : '0'),
})

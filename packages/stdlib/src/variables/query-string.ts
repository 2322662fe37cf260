import { scalar } from '@secrule/program'

export const queryString = scalar({
  name: 'QUERY_STRING',
  summary: 'The query string as sent, without the ?.',
  example: 'SecRule QUERY_STRING "@validateUrlEncoding" "id:1,phase:1,deny"',
  phase: 1,
  stable: true,
  value: ({ request }) => request.queryString,
})

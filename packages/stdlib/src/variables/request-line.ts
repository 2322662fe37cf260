import { scalar } from '@secrule/program'

export const requestLine = scalar({
  name: 'REQUEST_LINE',
  summary: 'The request line as sent.',
  example: 'SecRule REQUEST_LINE "!@rx ^(?:GET|POST) " "id:1,phase:1,deny"',
  phase: 1,
  stable: true,
  value: ({ request }) => request.line,
})

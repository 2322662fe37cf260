import { scalar } from '@secrule/program'

export const requestUri = scalar({
  name: 'REQUEST_URI',
  summary: 'Path and query string without scheme and host, percent-decoded once.',
  example: 'SecRule REQUEST_URI "@contains /etc/passwd" "id:1,phase:1,deny"',
  engines: 'v2 and Coraza do not decode it; Coraza keeps scheme and host where they were sent.',
  phase: 1,
  stable: true,
  value: ({ request }) => request.uri,
})

import { scalar } from '@secrule/program'

export const requestFilename = scalar({
  name: 'REQUEST_FILENAME',
  summary: 'Path of the request without the query string, percent-decoded once.',
  example: 'SecRule REQUEST_FILENAME "@beginsWith /admin" "id:1,phase:1,deny"',
  engines: 'v2 has the path as the web server decoded and cleaned it.',
  phase: 1,
  stable: true,
  value: ({ request }) => request.filename,
})

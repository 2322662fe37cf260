import { scalar } from '@secrule/program'

export const requestBasename = scalar({
  name: 'REQUEST_BASENAME',
  summary: 'Last part of the path, after the last / or \\; no value when nothing follows.',
  example: 'SecRule REQUEST_BASENAME "@endsWith .bak" "id:1,phase:1,deny"',
  engines: 'Coraza gives the whole path when nothing follows.',
  phase: 1,
  stable: true,
  value: ({ request }) => request.basename,
})

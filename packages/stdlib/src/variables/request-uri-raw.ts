import { scalar } from '@secrule/program'

export const requestUriRaw = scalar({
  name: 'REQUEST_URI_RAW',
  summary: 'The URI exactly as sent.',
  example: 'SecRule REQUEST_URI_RAW "@contains #" "id:1,phase:1,deny"',
  phase: 1,
  stable: true,
  value: ({ request }) => request.uriRaw,
})

import { collection } from '@secrule/program'

export const requestHeaders = collection({
  name: 'REQUEST_HEADERS',
  summary: 'Values of the request headers.',
  example: 'SecRule REQUEST_HEADERS:User-Agent "@contains nikto" "id:1,phase:1,deny"',
  phase: 1,
  stable: true,
  read: ({ request }) => request.headers.all(),
  named: ({ request }, lowerKey) => request.headers.named(lowerKey),
})

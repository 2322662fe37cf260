import { collection } from '@secrule/program'

export const responseHeaders = collection({
  name: 'RESPONSE_HEADERS',
  summary: 'Values of the response headers.',
  example: 'SecRule RESPONSE_HEADERS:Server "@rx \\d" "id:1,phase:3,pass,log"',
  phase: 3,
  stable: true,
  read: ({ response }) => response.headers.all(),
  named: ({ response }, lowerKey) => response.headers.named(lowerKey),
})

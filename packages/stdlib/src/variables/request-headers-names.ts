import { collection } from '@secrule/program'
import { namesOf } from './names-of.js'

export const requestHeadersNames = collection({
  name: 'REQUEST_HEADERS_NAMES',
  summary: 'Names of the request headers, as sent.',
  example: 'SecRule REQUEST_HEADERS_NAMES "@rx ^x-forwarded" "id:1,phase:1,pass,t:lowercase"',
  phase: 1,
  stable: true,
  read: ({ request }) => namesOf(request.headers.all()),
  named: ({ request }, lowerKey) => namesOf(request.headers.named(lowerKey)),
})

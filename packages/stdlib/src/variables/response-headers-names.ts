import { collection } from '@secrule/program'
import { namesOf } from './names-of.js'

export const responseHeadersNames = collection({
  name: 'RESPONSE_HEADERS_NAMES',
  summary: 'Names of the response headers, as sent.',
  example: 'SecRule RESPONSE_HEADERS_NAMES "@streq X-Powered-By" "id:1,phase:3,pass,log"',
  phase: 3,
  stable: true,
  read: ({ response }) => namesOf(response.headers.all()),
  named: ({ response }, lowerKey) => namesOf(response.headers.named(lowerKey)),
})

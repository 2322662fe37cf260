import { collection } from '@secrule/program'
import { namesOf } from './names-of.js'

export const requestCookiesNames = collection({
  name: 'REQUEST_COOKIES_NAMES',
  summary: 'Names of the request cookies.',
  example: 'SecRule REQUEST_COOKIES_NAMES "@beginsWith __Host-" "id:1,phase:1,pass"',
  phase: 1,
  stable: true,
  read: ({ request }) => namesOf(request.cookies.all()),
  named: ({ request }, lowerKey) => namesOf(request.cookies.named(lowerKey)),
})

import { collection } from '@secrule/program'

export const requestCookies = collection({
  name: 'REQUEST_COOKIES',
  summary: 'Values of the request cookies, as sent.',
  example: 'SecRule REQUEST_COOKIES:session "!@rx ^[0-9a-f]{32}$" "id:1,phase:1,deny"',
  engines: 'Coraza removes white space on both sides of the name.',
  phase: 1,
  stable: true,
  read: ({ request }) => request.cookies.all(),
  named: ({ request }, lowerKey) => request.cookies.named(lowerKey),
})

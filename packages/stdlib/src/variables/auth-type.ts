import { scalar } from '@secrule/program'

export const authType = scalar({
  name: 'AUTH_TYPE',
  summary: 'Scheme of authentication: the first word of the Authorization header.',
  example: 'SecRule AUTH_TYPE "!@streq Bearer" "id:1,phase:1,deny,status:401"',
  engines: 'v2 has the scheme that the web server used. Coraza declares it and never fills it.',
  phase: 1,
  stable: true,
  value: ({ request }) => request.authType,
})

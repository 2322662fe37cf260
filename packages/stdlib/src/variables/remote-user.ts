import { scalar } from '@secrule/program'

export const remoteUser = scalar({
  name: 'REMOTE_USER',
  summary: 'User name of Basic authentication.',
  example: 'SecRule REMOTE_USER "@streq admin" "id:1,phase:1,deny"',
  engines: 'v2 has the user that the web server authenticated. Coraza rejects it.',
  phase: 1,
  stable: true,
  value: ({ request }) => request.remoteUser,
})

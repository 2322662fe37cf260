import { scalar } from '@secrule/program'

export const webappid = scalar({
  name: 'WEBAPPID',
  summary: 'The value of SecWebAppId.',
  example: 'SecRule WEBAPPID "@streq shop" "id:1,phase:1,pass"',
  engines: 'Coraza rejects it.',
  phase: 0,
  stable: true,
  value: ({ settings }) => settings.webAppId,
})

import { collection } from '@secrule/program'

export const argsGet = collection({
  name: 'ARGS_GET',
  summary: 'Arguments of the query string.',
  example: 'SecRule ARGS_GET:page "!@within home about contact" "id:1,phase:1,deny"',
  engines: 'Coraza leaves out empty pieces such as the one in `a=1&&b=2`.',
  phase: 1,
  stable: true,
  caseSensitiveKeys: true,
  read: ({ request }) => request.argsGet.all(),
  named: ({ request }, lowerKey) => request.argsGet.named(lowerKey),
})

import { collection } from '@secrule/program'

export const argsPath = collection({
  name: 'ARGS_PATH',
  summary: 'Parts of the path that @restpath named.',
  example: 'SecRule ARGS_PATH:user "!@rx ^\\d+$" "id:2,phase:1,deny"',
  engines: 'Coraza alone has it.',
  phase: 1,
  stable: false,
  caseSensitiveKeys: true,
  read: ({ request }) => request.argsPath.all(),
  named: ({ request }, lowerKey) => request.argsPath.named(lowerKey),
})

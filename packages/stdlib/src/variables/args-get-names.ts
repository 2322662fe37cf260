import { collection } from '@secrule/program'
import { namesOf } from './names-of.js'

export const argsGetNames = collection({
  name: 'ARGS_GET_NAMES',
  summary: 'Names of the arguments of the query string.',
  example: 'SecRule ARGS_GET_NAMES "!@rx ^\\w+$" "id:1,phase:1,deny"',
  phase: 1,
  stable: true,
  caseSensitiveKeys: true,
  read: ({ request }) => namesOf(request.argsGet.all()),
  named: ({ request }, lowerKey) => namesOf(request.argsGet.named(lowerKey)),
})

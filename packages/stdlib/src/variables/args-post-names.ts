import { collection } from '@secrule/program'
import { namesOf } from './names-of.js'

export const argsPostNames = collection({
  name: 'ARGS_POST_NAMES',
  summary: 'Names of the arguments of the request body.',
  example: 'SecRule &ARGS_POST_NAMES "@gt 100" "id:1,phase:2,deny"',
  phase: 2,
  stable: true,
  caseSensitiveKeys: true,
  read: ({ request }) => namesOf(request.argsPost.all()),
  named: ({ request }, lowerKey) => namesOf(request.argsPost.named(lowerKey)),
})

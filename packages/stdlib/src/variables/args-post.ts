import { collection } from '@secrule/program'

export const argsPost = collection({
  name: 'ARGS_POST',
  summary: 'Arguments of the request body: form fields and JSON values.',
  example: 'SecRule ARGS_POST:comment "@detectXSS" "id:1,phase:2,deny"',
  engines: 'v2 and v3 have the values of a JSON body in ARGS alone.',
  phase: 2,
  stable: true,
  caseSensitiveKeys: true,
  read: ({ request }) => request.argsPost.all(),
  named: ({ request }, lowerKey) => request.argsPost.named(lowerKey),
})

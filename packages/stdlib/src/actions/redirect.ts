import { action, type Template } from '@secrule/program'
import { templateValue } from './template-value.js'

/** The status codes that make sense with a new location; others become 302. */
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307])

export const redirect = action<Template>({
  name: 'redirect',
  summary: 'Stops the transaction and sends the client to another URL, with status 301, 302, 303 or 307.',
  example: 'SecRule REQUEST_URI "@beginsWith /old" "id:1,phase:1,redirect:\'https://%{SERVER_NAME}/new\',status:301"',
  engines: 'Coraza does not expand macros in the URL.',
  group: 'disruptive',
  argument: 'required',
  repeat: 'last',
  inLink: false,
  inDefault: true,
  compile: templateValue('redirect', 'write `redirect:https://example.com/`'),
  run: (url, transaction, rule) => {
    const status = rule.status ?? 302
    const target = transaction.expand(url)
    transaction.interrupt({ action: 'redirect', status: redirects.has(status) ? status : 302, url: target })
  },
})

import { action, type Template } from '@secrule/program'
import { templateValue } from './template-value.js'

const template = templateValue('redirect', 'write `redirect:https://example.com/`')

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
  compile: (argument, span, context) =>
    argument === null || argument === '' || context.dialect.redirectMacros
      ? template(argument, span, context)
      : [argument],
  run: (url, transaction, rule) => {
    // Other status codes make no sense with a new location.
    const { redirectStatuses } = transaction.dialect
    const status = rule.status !== null && redirectStatuses.includes(rule.status) ? rule.status : 302
    transaction.interrupt({ action: 'redirect', status, url: transaction.expand(url) })
  },
})

import { action, type Template } from '@secrule/program'
import { templateValue } from './template-value.js'

export const prepend = action<Template>({
  name: 'prepend',
  summary: 'Adds a text at the start of the response body; the last one that runs counts. Needs SecContentInjection.',
  example: 'SecRule RESPONSE_CONTENT_TYPE "@streq text/html" "id:1,phase:3,pass,nolog,prepend:\'<!-- checked -->\'"',
  engines: 'v3 and Coraza reject it.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: templateValue('prepend', "write `prepend:'text'`"),
  run: (template, transaction) => {
    if (transaction.settings.contentInjection) transaction.prepended = transaction.expand(template)
    else transaction.debug(3, () => 'prepend: SecContentInjection is off')
  },
})

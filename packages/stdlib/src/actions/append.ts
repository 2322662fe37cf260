import { action, type Template } from '@secrule/program'
import { templateValue } from './template-value.js'

export const append = action<Template>({
  name: 'append',
  summary: 'Adds a text at the end of the response body; the last one that runs counts. Needs SecContentInjection.',
  example: 'SecRule RESPONSE_CONTENT_TYPE "@streq text/html" "id:1,phase:3,pass,nolog,append:\'<!-- checked -->\'"',
  engines: 'v3 and Coraza reject it.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: templateValue('append', "write `append:'text'`"),
  run: (template, transaction) => {
    if (transaction.settings.contentInjection) transaction.appended = transaction.expand(template)
    else transaction.debug(3, () => 'append: SecContentInjection is off')
  },
})

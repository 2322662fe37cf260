import { action, type Template } from '@secrule/program'
import { openCollection } from './open-collection.js'
import { templateValue } from './template-value.js'

export const setsid = action<Template>({
  name: 'setsid',
  summary: 'Opens the SESSION collection under a key, which SESSIONID then holds.',
  example: 'SecRule REQUEST_COOKIES:sid "@rx ." "id:1,phase:1,pass,nolog,setsid:%{MATCHED_VAR}"',
  engines: 'Coraza rejects it.',
  group: 'effect',
  argument: 'required',
  repeat: 'last',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: templateValue('setsid', 'write `setsid:key`'),
  run: (template, transaction) => {
    const key = transaction.expand(template)
    transaction.sessionId = key
    return openCollection(transaction, 'session', key, 'setsid')
  },
})

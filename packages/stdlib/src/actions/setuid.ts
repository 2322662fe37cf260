import { action, type Template } from '@secrule/program'
import { openCollection } from './open-collection.js'
import { templateValue } from './template-value.js'

export const setuid = action<Template>({
  name: 'setuid',
  summary: 'Opens the USER collection under a key, which USERID then holds.',
  example: 'SecRule REMOTE_USER "@rx ." "id:1,phase:1,pass,nolog,setuid:%{MATCHED_VAR}"',
  engines: 'Coraza rejects it.',
  group: 'effect',
  argument: 'required',
  repeat: 'last',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: templateValue('setuid', 'write `setuid:key`'),
  run: (template, transaction) => {
    const key = transaction.expand(template)
    transaction.userId = key
    return openCollection(transaction, 'user', key, 'setuid')
  },
})

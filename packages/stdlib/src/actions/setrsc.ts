import { action, type Template } from '@secrule/program'
import { openCollection } from './open-collection.js'
import { templateValue } from './template-value.js'

export const setrsc = action<Template>({
  name: 'setrsc',
  summary: 'Opens the RESOURCE collection under a key.',
  example: 'SecAction "id:1,phase:1,pass,nolog,setrsc:%{REQUEST_FILENAME}"',
  engines: 'Coraza rejects it.',
  group: 'effect',
  argument: 'required',
  repeat: 'last',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: templateValue('setrsc', 'write `setrsc:key`'),
  run: (template, transaction) => {
    const key = transaction.expand(template)
    transaction.resourceId = key
    return openCollection(transaction, 'resource', key, 'setrsc')
  },
})

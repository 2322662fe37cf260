import { action } from '@secrule/program'
import { textValue } from './text-value.js'

export const sanitiseRequestHeader = action<string>({
  name: 'sanitiseRequestHeader',
  aliases: ['sanitizeRequestHeader'],
  summary: 'Masks a request header in the audit log.',
  example: 'SecAction "id:1,phase:5,pass,nolog,sanitiseRequestHeader:Authorization"',
  engines: 'v3 and Coraza reject it.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: textValue('sanitiseRequestHeader', 'write `sanitiseRequestHeader:Authorization`'),
  run: (name, transaction) => transaction.sanitise.requestHeader(name),
})

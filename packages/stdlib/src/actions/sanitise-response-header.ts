import { action } from '@secrule/program'
import { textValue } from './text-value.js'

export const sanitiseResponseHeader = action<string>({
  name: 'sanitiseResponseHeader',
  aliases: ['sanitizeResponseHeader'],
  summary: 'Masks a response header in the audit log.',
  example: 'SecAction "id:1,phase:5,pass,nolog,sanitiseResponseHeader:Set-Cookie"',
  engines: 'v3 and Coraza reject it.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: textValue('sanitiseResponseHeader', 'write `sanitiseResponseHeader:Set-Cookie`'),
  run: (name, transaction) => transaction.sanitise.responseHeader(name),
})

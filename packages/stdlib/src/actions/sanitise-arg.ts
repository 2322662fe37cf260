import { action } from '@secrule/program'
import { textValue } from './text-value.js'

export const sanitiseArg = action<string>({
  name: 'sanitiseArg',
  aliases: ['sanitizeArg'],
  summary: 'Masks an argument in the audit log.',
  example: 'SecAction "id:1,phase:5,pass,nolog,sanitiseArg:password"',
  engines: 'v3 and Coraza reject it.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: textValue('sanitiseArg', 'write `sanitiseArg:password`'),
  run: (name, transaction) => transaction.sanitise.argument(name),
})

import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const sanitiseMatched = action<NoValue>({
  name: 'sanitiseMatched',
  aliases: ['sanitizeMatched'],
  summary: 'Masks the variable that matched in the audit log.',
  example: 'SecRule ARGS_NAMES "@contains pass" "id:1,phase:5,pass,nolog,sanitiseMatched"',
  engines: 'v3 and Coraza reject it.',
  group: 'effect',
  argument: 'none',
  repeat: 'last',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: noValue('sanitiseMatched'),
  run: (_constant, transaction) => transaction.sanitise.matched(null),
})

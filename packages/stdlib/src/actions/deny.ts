import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const deny = action<NoValue>({
  name: 'deny',
  summary: 'Stops the transaction and answers with the status of the rule, 403 when it has none.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,deny,status:404"',
  group: 'disruptive',
  argument: 'none',
  repeat: 'last',
  inLink: false,
  inDefault: true,
  compile: noValue('deny'),
  run: (_constant, transaction, rule) => transaction.interrupt({ action: 'deny', status: rule.status ?? 403 }),
})

import { action } from '@secrule/program'
import { type NoValue, noValue } from './no-value.js'

export const drop = action<NoValue>({
  name: 'drop',
  summary: 'Stops the transaction and closes the connection without an answer.',
  example: 'SecRule IP:attempts "@gt 100" "id:1,phase:1,drop"',
  engines: 'v3 answers as with deny.',
  group: 'disruptive',
  argument: 'none',
  repeat: 'last',
  inLink: false,
  inDefault: true,
  compile: noValue('drop'),
  run: (_constant, transaction, rule) => {
    const { dropIs, dropStatus } = transaction.dialect
    transaction.interrupt({ action: dropIs, status: rule.status ?? dropStatus })
  },
})

import { scalar } from '@secrule/program'

export const uniqueId = scalar({
  name: 'UNIQUE_ID',
  summary: 'Identifier of the transaction.',
  example: 'SecAction "id:1,phase:1,pass,nolog,setenv:request_id=%{UNIQUE_ID}"',
  phase: 0,
  stable: true,
  value: (transaction) => transaction.id,
})

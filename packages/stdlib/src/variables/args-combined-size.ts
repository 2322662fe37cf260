import { scalar } from '@secrule/program'
import { allArguments } from './all-arguments.js'

export const argsCombinedSize = scalar({
  name: 'ARGS_COMBINED_SIZE',
  summary: 'Sum of the byte lengths of all argument names and values, after decoding.',
  example: 'SecRule ARGS_COMBINED_SIZE "@gt 64000" "id:1,phase:2,deny,status:413"',
  engines: 'v3 does not count the fields of a multipart body.',
  phase: 1,
  stable: true,
  value: (transaction) => {
    const { request, dialect } = transaction
    const isLeftOut = !dialect.countsMultipart && request.body.processor === 'MULTIPART'
    const counted = isLeftOut ? request.argsGet.all() : allArguments(transaction)
    return String(counted.reduce((sum, { key, value }) => sum + key.length + value.length, 0))
  },
})

import { ctl } from '@secrule/program'
import { byteCount } from './byte-count.js'

export const responseBodyLimit = ctl<number>({
  name: 'responseBodyLimit',
  summary: 'Sets SecResponseBodyLimit for this transaction.',
  example: 'SecRule REQUEST_FILENAME "@beginsWith /report" "id:1,phase:1,pass,nolog,ctl:responseBodyLimit=1048576"',
  engines: 'v3 rejects it.',
  lastPhase: 3,
  compile: byteCount('responseBodyLimit'),
  run: (responseBodyLimit, transaction) => transaction.change({ responseBodyLimit }),
})

import { ctl } from '@secrule/program'
import { byteCount } from './byte-count.js'

export const requestBodyLimit = ctl<number>({
  name: 'requestBodyLimit',
  summary: 'Sets SecRequestBodyLimit for this transaction.',
  example: 'SecRule REQUEST_FILENAME "@beginsWith /upload" "id:1,phase:1,pass,nolog,ctl:requestBodyLimit=104857600"',
  engines: 'v3 rejects it.',
  lastPhase: 1,
  compile: byteCount('requestBodyLimit'),
  run: (requestBodyLimit, transaction) => {
    const requestBodyNoFilesLimit = transaction.settings.requestBodyNoFilesLimit ?? 'follow'
    transaction.change({ requestBodyLimit, requestBodyNoFilesLimit })
  },
})

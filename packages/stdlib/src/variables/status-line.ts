import { scalar } from '@secrule/program'
import { statusLineText } from './status-line-text.js'

export const statusLine = scalar({
  name: 'STATUS_LINE',
  summary: 'Status line of the response: protocol, status code and its standard text.',
  example: 'SecRule STATUS_LINE "@contains 500" "id:1,phase:3,pass,log,msg:\'backend error\'"',
  engines: 'v2 has the status code and the text without the protocol. Coraza declares it and never fills it.',
  phase: 3,
  stable: true,
  value: ({ response }) => statusLineText(response),
})

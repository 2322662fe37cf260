import { scalar } from '@secrule/program'
import { statusLineText } from './status-line-text.js'

export const status = scalar({
  name: 'STATUS',
  summary: 'Another name of STATUS_LINE.',
  example: 'SecRule STATUS "@contains 404" "id:1,phase:3,pass,nolog"',
  engines: 'v3 alone has this name; v2 and Coraza reject it.',
  phase: 3,
  stable: true,
  value: ({ response }) => statusLineText(response),
})

import { multipartFlag } from './multipart-flag.js'

export const multipartLfLine = multipartFlag({
  name: 'MULTIPART_LF_LINE',
  summary: '1 when a line of the multipart body ended in LF alone.',
  example: 'SecRule MULTIPART_LF_LINE "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'lfLine',
})

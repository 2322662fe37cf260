import { multipartFlag } from './multipart-flag.js'

export const multipartHeaderFolding = multipartFlag({
  name: 'MULTIPART_HEADER_FOLDING',
  summary: '1 when a header of a part went over several lines.',
  example: 'SecRule MULTIPART_HEADER_FOLDING "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'headerFolding',
})

import { multipartFlag } from './multipart-flag.js'

export const multipartDataAfter = multipartFlag({
  name: 'MULTIPART_DATA_AFTER',
  summary: '1 when data followed the final boundary.',
  example: 'SecRule MULTIPART_DATA_AFTER "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'dataAfter',
})

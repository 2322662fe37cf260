import { multipartFlag } from './multipart-flag.js'

export const multipartDataBefore = multipartFlag({
  name: 'MULTIPART_DATA_BEFORE',
  summary: '1 when data stood before the first boundary.',
  example: 'SecRule MULTIPART_DATA_BEFORE "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'dataBefore',
})

import { multipartFlag } from './multipart-flag.js'

export const multipartInvalidQuoting = multipartFlag({
  name: 'MULTIPART_INVALID_QUOTING',
  summary: '1 when single quotes were used in or around a value of Content-Disposition.',
  example: 'SecRule MULTIPART_INVALID_QUOTING "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'invalidQuoting',
})

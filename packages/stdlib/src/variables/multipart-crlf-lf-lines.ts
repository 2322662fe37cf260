import { multipartFlag } from './multipart-flag.js'

export const multipartCrlfLfLines = multipartFlag({
  name: 'MULTIPART_CRLF_LF_LINES',
  summary: '1 when lines of the multipart body ended in CRLF and in LF alone.',
  example: 'SecRule MULTIPART_CRLF_LF_LINES "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'crlfLfLines',
})

import { multipartFlag } from './multipart-flag.js'

export const multipartCrlfLine = multipartFlag({
  name: 'MULTIPART_CRLF_LINE',
  summary: '1 when a line of the multipart body ended in CRLF.',
  example: 'SecRule MULTIPART_CRLF_LINE "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'v3 and Coraza reject it.',
  flag: 'crlfLine',
})

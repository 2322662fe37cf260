import { multipartFlag } from './multipart-flag.js'

export const multipartInvalidHeaderFolding = multipartFlag({
  name: 'MULTIPART_INVALID_HEADER_FOLDING',
  summary: '1 when a folded header of a part went on with something other than space or tab.',
  example: 'SecRule MULTIPART_INVALID_HEADER_FOLDING "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'invalidHeaderFolding',
})

import { multipartFlag } from './multipart-flag.js'

export const multipartInvalidPart = multipartFlag({
  name: 'MULTIPART_INVALID_PART',
  summary: '1 when a part had no name, or a boundary came where data of a part should begin.',
  example: 'SecRule MULTIPART_INVALID_PART "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'invalidPart',
})

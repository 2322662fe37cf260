import { multipartFlag } from './multipart-flag.js'

export const multipartBoundaryWhitespace = multipartFlag({
  name: 'MULTIPART_BOUNDARY_WHITESPACE',
  summary: '1 when white space stood near the = of the boundary in Content-Type.',
  example: 'SecRule MULTIPART_BOUNDARY_WHITESPACE "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'boundaryWhitespace',
})

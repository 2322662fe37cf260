import { multipartFlag } from './multipart-flag.js'

export const multipartBoundaryQuoted = multipartFlag({
  name: 'MULTIPART_BOUNDARY_QUOTED',
  summary: '1 when the boundary in Content-Type was in quotes.',
  example: 'SecRule MULTIPART_BOUNDARY_QUOTED "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'boundaryQuoted',
})

import { multipartFlag } from './multipart-flag.js'

export const multipartUnmatchedBoundary = multipartFlag({
  name: 'MULTIPART_UNMATCHED_BOUNDARY',
  summary: '1 when a line looked like a boundary but was none; 2 when a second true boundary was seen; else 0.',
  example: 'SecRule MULTIPART_UNMATCHED_BOUNDARY "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'v2 has only 0 and 1. Coraza declares it and never fills it.',
  flag: 'unmatchedBoundary',
})

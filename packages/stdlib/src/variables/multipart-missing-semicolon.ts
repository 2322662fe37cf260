import { multipartFlag } from './multipart-flag.js'

export const multipartMissingSemicolon = multipartFlag({
  name: 'MULTIPART_MISSING_SEMICOLON',
  aliases: ['MULTIPART_SEMICOLON_MISSING'],
  summary: '1 when no semicolon stood before the boundary in Content-Type.',
  example: 'SecRule MULTIPART_MISSING_SEMICOLON "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'missingSemicolon',
})

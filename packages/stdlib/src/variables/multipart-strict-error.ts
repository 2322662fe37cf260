import { multipartFlag } from './multipart-flag.js'

export const multipartStrictError = multipartFlag({
  name: 'MULTIPART_STRICT_ERROR',
  summary:
    '1 when the multipart body broke one of the strict rules: quoting, folding, line ends, data outside the parts, or a bad boundary.',
  example: 'SecRule MULTIPART_STRICT_ERROR "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza sets it on any failure of its parser, and no other flag.',
  flag: 'strictError',
})

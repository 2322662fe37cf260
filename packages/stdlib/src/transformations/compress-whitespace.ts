import { transformation } from '@secrule/program'
import { byteSet } from './drop-bytes.js'
import { oneSpace } from './one-space.js'

const white = byteSet('\t\n\v\f\r \xa0')

/** t:compressWhitespace. A single tab or line end becomes a space too. */
export const compressWhitespace = transformation({
  name: 'compressWhitespace',
  summary: 'Replaces every run of white space by one space.',
  example: 'SecRule ARGS "@contains union select" "id:1,phase:2,deny,t:none,t:lowercase,t:compressWhitespace"',
  engines:
    'White space is isspace and the byte A0, as in ModSecurity 2. ModSecurity 3 leaves A0 alone; Coraza also takes U+0085 and U+00A0 in UTF-8.',
  touches: '\t\n\v\f\r \xa0',
  run: (value) => oneSpace(value, white),
})

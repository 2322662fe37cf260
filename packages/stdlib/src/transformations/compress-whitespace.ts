import { transformation } from '@secrule/program'
import { outputBuffer, textOf } from './output-buffer.js'

// what is more or other than one space
const toChange = /[\t-\r\xa0]| [\t-\r \xa0]/

/** t:compressWhitespace. A single tab or line end becomes a space too. */
export const compressWhitespace = transformation({
  name: 'compressWhitespace',
  summary: 'Replaces every run of white space by one space.',
  example: 'SecRule ARGS "@contains union select" "id:1,phase:2,deny,t:none,t:lowercase,t:compressWhitespace"',
  engines:
    'White space is isspace and the byte A0, as in ModSecurity 2. ModSecurity 3 leaves A0 alone; Coraza also takes U+0085 and U+00A0 in UTF-8.',
  touches: '\t\n\v\f\r \xa0',
  run: (value) => {
    const first = value.search(toChange)
    if (first < 0) return value
    const out = outputBuffer(value.length)
    let at = 0
    let isBehindSpace = false
    for (let i = first; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (!isWhite(code)) out[at++] = code
      else if (!isBehindSpace) out[at++] = 0x20
      isBehindSpace = isWhite(code)
    }
    return textOf(out, at, value.slice(0, first))
  },
})

function isWhite(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0
}

import { transformation } from '@secrule/program'
import { outputBuffer, textOf } from './output-buffer.js'

/** t:removeWhitespace. The no-break space goes both as the byte A0 and as the UTF-8 pair C2 A0. */
export const removeWhitespace = transformation({
  name: 'removeWhitespace',
  summary: 'Removes all white space.',
  example: 'SecRule ARGS "@contains javascript:" "id:1,phase:2,deny,t:none,t:lowercase,t:removeWhitespace"',
  engines:
    'ModSecurity 3 drops every C2 byte, also of other characters; Coraza removes all Unicode white space and replaces invalid UTF-8.',
  touches: '\t\n\v\f\r \xa0',
  run: (value) => {
    const first = value.search(/[\t-\r \xa0]|\xc2\xa0/)
    if (first < 0) return value
    const out = outputBuffer(value.length)
    let at = 0
    for (let i = first; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0) continue
      if (code === 0xc2 && value.charCodeAt(i + 1) === 0xa0) i++
      else out[at++] = code
    }
    return textOf(out, at, value.slice(0, first))
  },
})

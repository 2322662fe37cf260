import { transformation } from '@secrule/program'
import { isSpaceOrNoBreak } from './is-space.js'
import { outputBuffer, textOf } from './output-buffer.js'

/** t:removeWhitespace. The no-break space goes both as the byte A0 and as the UTF-8 pair C2 A0. */
export const removeWhitespace = transformation({
  name: 'removeWhitespace',
  summary: 'Removes all white space.',
  example: 'SecRule ARGS "@contains javascript:" "id:1,phase:2,deny,t:none,t:lowercase,t:removeWhitespace"',
  engines:
    'ModSecurity 3 drops every C2 byte, also of other characters; Coraza removes all Unicode white space and replaces invalid UTF-8.',
  run: (value) => {
    let first = 0
    while (first < value.length && !isSpaceOrNoBreak(value.charCodeAt(first))) first++
    if (first === value.length) return value
    const out = outputBuffer(value.length)
    let at = 0
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (isSpaceOrNoBreak(code)) continue
      if (code === 0xc2 && i + 1 < value.length && value.charCodeAt(i + 1) === 0xa0) i++
      else out[at++] = code
    }
    return textOf(out, at)
  },
})

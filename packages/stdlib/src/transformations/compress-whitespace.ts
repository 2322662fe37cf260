import { transformation } from '@secrule/program'
import { isSpaceOrNoBreak } from './is-space.js'
import { outputBuffer, textOf } from './output-buffer.js'

/** t:compressWhitespace. A single tab or line end becomes a space too. */
export const compressWhitespace = transformation({
  name: 'compressWhitespace',
  summary: 'Replaces every run of white space by one space.',
  example: 'SecRule ARGS "@contains union select" "id:1,phase:2,deny,t:none,t:lowercase,t:compressWhitespace"',
  engines:
    'White space is isspace and the byte A0, as in ModSecurity 2. ModSecurity 3 leaves A0 alone; Coraza also takes U+0085 and U+00A0 in UTF-8.',
  run: (value) => {
    const first = firstToChange(value)
    if (first < 0) return value
    const out = outputBuffer(value.length)
    for (let i = 0; i < first; i++) out[i] = value.charCodeAt(i)
    let at = first
    let inRun = false
    for (let i = first; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (!isSpaceOrNoBreak(code)) {
        inRun = false
        out[at++] = code
      } else if (!inRun) {
        inRun = true
        out[at++] = 0x20
      }
    }
    return textOf(out, at)
  },
})

/** Where the first run of white space begins that is not just one space, or -1. */
function firstToChange(value: string): number {
  let before = false
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    const space = isSpaceOrNoBreak(code)
    if (space && (before || code !== 0x20)) return before ? i - 1 : i
    before = space
  }
  return -1
}

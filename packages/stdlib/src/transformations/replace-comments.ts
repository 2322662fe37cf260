import { transformation } from '@secrule/program'
import { outputBuffer, textOf } from './output-buffer.js'

/** t:replaceComments. A comment without its end goes to the end of the value; an end without its beginning stays. */
export const replaceComments = transformation({
  name: 'replaceComments',
  summary: 'Replaces each C comment by one space.',
  example: 'SecRule ARGS "@contains union select" "id:1,phase:2,deny,t:none,t:lowercase,t:replaceComments"',
  touches: '*',
  run: (value) => {
    const begin = value.indexOf('/*')
    if (begin < 0) return value
    const out = outputBuffer(value.length)
    let at = 0
    let isInside = false
    for (let i = begin; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (isInside) {
        if (code !== 0x2a || i + 1 === value.length || value.charCodeAt(i + 1) !== 0x2f) continue
        isInside = false
        i++
      } else if (code === 0x2f && i + 1 < value.length && value.charCodeAt(i + 1) === 0x2a) {
        isInside = true
        out[at++] = 0x20
        i++
      } else out[at++] = code
    }
    return textOf(out, at, value.slice(0, begin))
  },
})

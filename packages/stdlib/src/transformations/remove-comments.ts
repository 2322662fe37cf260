import { transformation } from '@secrule/program'
import { outputBuffer, textOf } from './output-buffer.js'

/**
 * t:removeComments. Odd in three ways, like the engines: either end closes either kind of comment; the byte after a
 * comment is copied without being looked at, and is NUL when the value ends there; an open comment leaves a space.
 */
export const removeComments = transformation({
  name: 'removeComments',
  summary: 'Removes C and HTML comments, and everything from -- or # on.',
  example: 'SecRule ARGS "@rx union\\s*select" "id:1,phase:2,deny,t:none,t:lowercase,t:removeComments"',
  touches: '*-#',
  run: (value) => {
    const first = value.search(/\/\*|<!--|--|#/)
    if (first < 0) return value
    const out = outputBuffer(value.length + 1)
    const before = value.slice(0, first)
    let at = 0
    let i = first
    while (i < value.length) {
      const code = value.charCodeAt(i)
      if (code === 0x23 || (code === 0x2d && value.startsWith('--', i))) return textOf(out, at, before)
      const opening =
        code === 0x2f && value.startsWith('/*', i) ? 2 : code === 0x3c && value.startsWith('<!--', i) ? 4 : 0
      if (opening === 0) {
        out[at++] = code
        i++
        continue
      }
      i = endOfComment(value, i + opening)
      if (i < 0) {
        out[at++] = 0x20
        break
      }
      out[at++] = i < value.length ? value.charCodeAt(i) : 0
      i++
    }
    return textOf(out, at, before)
  },
})

/** Where the comment that is open at `from` has ended, or -1. */
function endOfComment(value: string, from: number): number {
  for (let i = from; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code === 0x2a && value.startsWith('*/', i)) return i + 2
    if (code === 0x2d && value.startsWith('-->', i)) return i + 3
  }
  return -1
}

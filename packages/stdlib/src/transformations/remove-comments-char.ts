import { transformation } from '@secrule/program'
import { byteSet } from './drop-bytes.js'
import { outputBuffer, textOf } from './output-buffer.js'

const begins = byteSet('#-*/<')

/** t:removeCommentsChar. One pass: what comes together by the removal is not looked at again. */
export const removeCommentsChar = transformation({
  name: 'removeCommentsChar',
  summary: 'Removes the marks of comments: /* */ <!-- --> -- #.',
  example: 'SecRule ARGS "@contains unionselect" "id:1,phase:2,deny,t:none,t:lowercase,t:removeCommentsChar"',
  touches: '*-#',
  run: (value) => {
    let i = 0
    while (i < value.length && markAt(value, i) === 0) i++
    if (i === value.length) return value
    const before = value.slice(0, i)
    const out = outputBuffer(value.length)
    let at = 0
    while (i < value.length) {
      const mark = markAt(value, i)
      if (mark === 0) out[at++] = value.charCodeAt(i++)
      else i += mark
    }
    return textOf(out, at, before)
  },
})

/** The length of the mark at a place, 0 when there is none. */
function markAt(value: string, at: number): number {
  const code = value.charCodeAt(at)
  if (begins[code] !== 1) return 0
  if (code === 0x23) return 1
  const next = at + 1 < value.length ? value.charCodeAt(at + 1) : -1
  if (code === 0x2f) return next === 0x2a ? 2 : 0
  if (code === 0x2a) return next === 0x2f ? 2 : 0
  if (code === 0x3c) return next === 0x21 && value.startsWith('--', at + 2) ? 4 : 0
  if (next !== 0x2d) return 0
  return at + 2 < value.length && value.charCodeAt(at + 2) === 0x3e ? 3 : 2
}

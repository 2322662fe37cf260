import { outputBuffer, textOf } from '../output-buffer.js'

const slash = 0x2f
const dot = 0x2e

/** The shortest path that means the same: `.` is nothing, and a slash at the end stays. */
export function cleanPath(value: string): string {
  const { length } = value
  if (length === 0) return value
  const isRooted = value.charCodeAt(0) === slash
  const out = outputBuffer(length + 1)
  const base = isRooted ? 1 : 0
  if (isRooted) out[0] = slash
  let at = base
  // what stands before this is not taken back by `..`
  let floor = base
  for (let from = 0; from < length; ) {
    let to = from
    while (to < length && value.charCodeAt(to) !== slash) to++
    const size = to - from
    const isDot = size > 0 && size < 3 && value.charCodeAt(from) === dot
    if (isDot && size === 2 && value.charCodeAt(from + 1) === dot) {
      if (at > floor) {
        at--
        while (at > floor && out[at] !== slash) at--
      } else if (!isRooted) {
        if (at > base) out[at++] = slash
        out[at++] = dot
        out[at++] = dot
        floor = at
      }
    } else if (size > 0 && !(isDot && size === 1)) {
      if (at > base) out[at++] = slash
      for (let i = from; i < to; i++) out[at++] = value.charCodeAt(i)
    }
    from = to + 1
  }
  if (at > base && value.charCodeAt(length - 1) === slash) out[at++] = slash
  return textOf(out, at)
}

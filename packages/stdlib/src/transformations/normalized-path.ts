import { outputBuffer, textOf } from './output-buffer.js'

const slash = 0x2f
const dot = 0x2e

/** A path without doubled slashes and without `.` and `..` segments, as ModSecurity has it; the same string if it is so already. */
export function normalizedPath(path: string): string {
  if (isNormal(path)) return path
  const last = path.length - 1
  const relative = path.charCodeAt(0) !== slash
  const out = outputBuffer(path.length)
  let at = 0
  let hitRoot = false
  let i = 0
  while (i <= last) {
    const code = path.charCodeAt(i)
    const isLast = i === last
    if (code !== slash && code !== dot && !isLast) {
      if (hitRoot && at > 0 && path.charCodeAt(i + 1) === slash) hitRoot = false
      out[at++] = code
      i++
      continue
    }
    const segmentEnds = isLast || (code !== slash && path.charCodeAt(i + 1) === slash)
    if (segmentEnds && code === dot) {
      const before = at > 0 ? out[at - 1] : -1
      if (before === dot) {
        if (relative && (hitRoot || at <= 2)) hitRoot = true
        else {
          // any segment that ends in two dots takes the one before it away, `a..` and `...` too
          let cut = at - 3
          while (cut > 0 && out[cut] !== slash) cut--
          if (cut <= 0) {
            hitRoot = true
            cut = !relative && isLast ? 1 : 0
          }
          at = cut
          if (isLast) break
          i++
        }
      } else if (before === -1) {
        if (isLast) break
        i++
      } else if (before === slash) {
        if (isLast) break
        at--
        i++
      }
    } else if (segmentEnds && at > 0) hitRoot = false
    // the byte itself, or the last of a run of slashes
    if (path.charCodeAt(i) === slash) {
      while (i < last && path.charCodeAt(i + 1) === slash) i++
      if (relative && at === 0) {
        i++
        continue
      }
    }
    out[at++] = path.charCodeAt(i++)
    if (isLast) break
  }
  if (at > 0 && out[at - 1] === slash && path.charCodeAt(last) !== slash) at--
  const result = textOf(out, at)
  return result === path ? path : result
}

/** No doubled slash and no segment that ends with a dot: there is nothing to do. */
function isNormal(path: string): boolean {
  let before = 0
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i)
    if (code === slash && (before === slash || before === dot)) return false
    before = code
  }
  return before !== dot
}

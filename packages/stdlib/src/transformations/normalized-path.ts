import { outputBuffer, textOf } from './output-buffer.js'

const slash = 0x2f
const backslash = 0x5c
const dot = 0x2e

/** A path without doubled slashes and without `.` and `..` segments, as ModSecurity has it; the same string if it is so already. */
export function normalizedPath(path: string): string {
  if (isNormal(path)) return path
  const { length } = path
  const bytes = outputBuffer(length)
  for (let i = 0; i < length; i++) bytes[i] = path.charCodeAt(i)
  const result = textOf(bytes, normalizeBytes(bytes, length))
  return result === path ? path : result
}

/** The same of a path with backslashes, which become slashes first: byte by byte, since a search for half a million takes long. */
export function normalizedWindowsPath(path: string): string {
  const { length } = path
  const bytes = outputBuffer(length)
  for (let i = 0; i < length; i++) {
    const code = path.charCodeAt(i)
    bytes[i] = code === backslash ? slash : code
  }
  return textOf(bytes, normalizeBytes(bytes, length))
}

/**
 * Normalizes bytes in their place and gives how many are left. What is written never gets ahead of what is read, and bytes
 * are quicker to look at three times than chars of a string.
 */
function normalizeBytes(bytes: Uint8Array, length: number): number {
  const last = length - 1
  const lastCode = bytes[last]
  const relative = bytes[0] !== slash
  let at = 0
  let hitRoot = false
  let i = 0
  while (i <= last) {
    const code = bytes[i]!
    const isLast = i === last
    if (code !== slash && code !== dot && !isLast) {
      if (hitRoot && at > 0 && bytes[i + 1] === slash) hitRoot = false
      bytes[at++] = code
      i++
      continue
    }
    const segmentEnds = isLast || (code !== slash && bytes[i + 1] === slash)
    if (segmentEnds && code === dot) {
      const before = at > 0 ? bytes[at - 1]! : -1
      if (before === dot) {
        if (relative && (hitRoot || at <= 2)) hitRoot = true
        else {
          // any segment that ends in two dots takes the one before it away, `a..` and `...` too
          let cut = at - 3
          while (cut > 0 && bytes[cut] !== slash) cut--
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
    if (bytes[i] === slash) {
      while (i < last && bytes[i + 1] === slash) i++
      if (relative && at === 0) {
        i++
        continue
      }
    }
    bytes[at++] = bytes[i++]!
    if (isLast) break
  }
  return at > 0 && bytes[at - 1] === slash && lastCode !== slash ? at - 1 : at
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

/** The shortest path that means the same: `.` is nothing, and a slash at the end stays. */
export function cleanPath(value: string): string {
  if (value === '') return value
  const isRooted = value.startsWith('/')
  const kept: string[] = []
  for (const part of value.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') kept.push(part)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (!isRooted) kept.push(part)
  }
  const path = (isRooted ? '/' : '') + kept.join('/')
  return value.endsWith('/') && path !== '' && !path.endsWith('/') ? `${path}/` : path
}

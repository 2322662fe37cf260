import { chmodSync, mkdirSync } from 'node:fs'

/** Makes a folder and those above it that are missing; the ones it made get exactly the mode, whatever the umask. */
export function makeFolder(path: string, mode: number): void {
  const first = mkdirSync(path, { recursive: true, mode })
  if (first === undefined) return
  for (let at = path; at.length >= first.length; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    chmodSync(at, mode)
    if (!at.includes('/')) break
  }
}

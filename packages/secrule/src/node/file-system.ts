import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { latin } from '@secrule/body'
import type { FileSystem } from '@secrule/program'

/** The files of this machine, as rules name them. */
export const nodeFileSystem: FileSystem = {
  read(path) {
    try {
      return latin(readFileSync(path))
    } catch {
      return null
    }
  },
  resolve(from, name) {
    return isAbsolute(name) ? name : join(dirname(from), name)
  },
  glob(pattern) {
    if (!/[*?[]/.test(pattern)) return isFile(pattern) ? [pattern] : []
    const parts = pattern.split('/')
    let found = [parts[0] === '' ? '/' : '']
    for (const part of parts[0] === '' ? parts.slice(1) : parts) {
      if (part === '') continue
      found = found.flatMap((folder) => fitting(folder, part))
    }
    return found.filter(isFile).sort(byBytes)
  },
}

function fitting(folder: string, part: string): string[] {
  const prefix = folder === '' ? '' : folder === '/' ? '/' : `${folder}/`
  if (!/[*?[]/.test(part)) return [prefix + part]
  const test = segmentPattern(part)
  return entriesOf(folder)
    .filter((name) => test.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .map((name) => prefix + name)
}

/** A glob segment as a regular expression: `*`, `?` and `[...]`, everything else as it stands. */
function segmentPattern(part: string): RegExp {
  const source = part.replace(/\[!?[^\]]+\]|[\s\S]/g, (piece) => {
    if (piece === '*') return '.*'
    if (piece === '?') return '.'
    if (piece.length > 1) return piece.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')
    return piece.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')
  })
  return new RegExp(`^${source}$`, 's')
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder === '' ? '.' : folder)
  } catch {
    return []
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '../command-error.js'

/** A file with tests. */
export interface TestFile {
  readonly path: string
  readonly bytes: number
}

/** The test files that paths name: files as they are, folders searched for .yaml and .yml, in the order of names. */
export function findTestFiles(paths: readonly string[]): readonly TestFile[] {
  const seen = new Set<string>()
  const files: TestFile[] = []
  for (const path of paths.flatMap(filesOf)) {
    if (seen.has(path)) continue
    seen.add(path)
    files.push({ path, bytes: statSync(path).size })
  }
  return files
}

function filesOf(path: string): readonly string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CommandError(`cannot read ${path}: there is no such file or folder`)
  if (!found.isDirectory()) return [path]
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  if (files.length === 0) throw new CommandError(`${path} holds no .yaml file`)
  return files
}

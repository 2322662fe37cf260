import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileProblem } from './file-problem.js'

/** Writes a file as a whole or not at all: a full disk leaves the old content in place. */
export function writeFile(path: string, content: Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, content)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw fileProblem('write', path, error)
  }
}

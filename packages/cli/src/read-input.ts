import { readFileSync } from 'node:fs'
import { byteString } from './byte-string.js'
import { fileProblem } from './file-problem.js'

/** A file as a byte string; `-` is standard input, read to its end. */
export async function readInput(path: string): Promise<string> {
  try {
    return byteString(path === '-' ? await standardInput() : readFileSync(path))
  } catch (error) {
    throw fileProblem('read', path === '-' ? 'standard input' : path, error)
  }
}

async function standardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}

import { execFile } from 'node:child_process'
import { latin, toBytes } from '@secrule/body'
import type { Inspector } from '@secrule/program'

/** A program that does not answer in this time is stopped, and has said nothing. */
const longestRun = 10_000
/** Bytes of an answer that are read; a rule looks at the first line only. */
const longestAnswer = 65_536

/**
 * Runs the programs that @inspectFile and exec name, with the value as their only argument: no shell takes part. Values
 * come from traffic, so one that a program cannot be given (it holds a NUL byte) counts as no answer.
 */
export const nodeInspector: Inspector = (program, value) => {
  if (value.includes('\0')) return null
  return new Promise((resolve) => {
    const options = { encoding: 'buffer', timeout: longestRun, maxBuffer: longestAnswer, windowsHide: true } as const
    try {
      execFile(program, value === '' ? [] : [Buffer.from(toBytes(value)).toString()], options, (error, output) => {
        const isTooLong = error !== null && 'code' in error && error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'
        if (error !== null && !isTooLong && output.length === 0) resolve(null)
        else resolve(latin(output).split('\n', 1)[0]!)
      })
    } catch {
      // the operating system takes no argument of that size
      resolve(null)
    }
  })
}

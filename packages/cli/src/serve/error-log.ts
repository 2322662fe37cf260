import { accessSync } from 'node:fs'
import { dirname } from 'node:path'
import { LogFile, LossCounter } from '@secrule/audit/node'
import { fileProblem } from '../file-problem.js'
import type { Terminal } from '../terminal.js'

/** Where error-log lines go. */
export interface ErrorLog {
  write(line: string): void
  /** Opens the file anew, for log rotation. */
  reopen(): void
  close(): Promise<void>
}

/** The error log on standard error. */
export function terminalErrorLog(terminal: Terminal): ErrorLog {
  return { write: (line) => terminal.tell(line), reopen: () => {}, close: async () => {} }
}

/**
 * The error log in a file, to which each line is appended in one piece, so that several processes can share it. When it
 * cannot be written later (a full disk), lines are counted, that is told on standard error, and the proxy goes on.
 */
export function fileErrorLog(path: string, tell: (message: string) => void): ErrorLog {
  const file = new LogFile(path, { file: 0o640, folder: 0o750 }, new LossCounter(`error log ${path}`, tell))
  try {
    accessSync(dirname(path))
    file.open()
  } catch (error) {
    throw fileProblem('write', path, error)
  }
  return {
    write(line) {
      file.write(`${line.replaceAll('\n', ' ')}\n`)
    },
    reopen: () => file.reopen(),
    close: async () => file.close(),
  }
}

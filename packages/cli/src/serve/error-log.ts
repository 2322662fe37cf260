import { createWriteStream, type WriteStream } from 'node:fs'
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
 * The error log in a file, which is appended to. Resolves when it is open. When it cannot be written later (a full
 * disk), that is told once on standard error and lines are lost: a log must not stop the proxy.
 */
export async function fileErrorLog(path: string, terminal: Terminal): Promise<ErrorLog> {
  let told = false
  const open = (): WriteStream => {
    const stream = createWriteStream(path, { flags: 'a', mode: 0o640 })
    stream.on('error', (error) => {
      if (!told) terminal.tell(fileProblem('write', path, error).message)
      told = true
    })
    return stream
  }
  let stream = open()
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve())
    stream.once('error', (error) => reject(fileProblem('write', path, error)))
  })
  return {
    write(line) {
      if (!stream.destroyed) stream.write(`${line}\n`)
    },
    reopen() {
      stream.end()
      told = false
      stream = open()
    },
    close: () =>
      new Promise((resolve) => {
        if (stream.destroyed) resolve()
        else stream.end(() => resolve())
      }),
  }
}
